"""Notes on examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from services.domain.example import Example
    from services.storage.database import Database


class NoteTable:
    """One note for an example, by row number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def text_of(self, row: int) -> str:
        found = self._database.read().execute("SELECT text FROM notes WHERE row = ?", (row,))
        return next((text for (text,) in found), "")

    def put(self, example: Example, text: str, author: str, at: float) -> None:
        """Write a note in place of the one before; without a text there is none."""
        changes = Changes.of(Kind.ANSWERS, ids=frozenset((example.id,)))
        with self._database.write(changes) as connection:
            connection.execute("DELETE FROM notes WHERE row = ?", (example.row,))
            if text:
                connection.execute(
                    "INSERT INTO notes (row, text, author, at) VALUES (?, ?, ?, ?)",
                    (example.row, text, author, at),
                )
