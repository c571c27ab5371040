"""What was done, in order, so that it can be undone across rows and restarts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.deeds import Part, PartKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from services.storage.database import Database


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the user did, under the words by which it is undone.

    `parts` says how many pieces it has, `rows` how many examples they touch; one that is not
    `whole` is still under way.
    """

    seq: int
    title: str
    whole: bool
    parts: int
    rows: int


class HistoryTable:
    """The deeds of a project; those undone last can be done again until something new is done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, connection: sqlite3.Connection, title: str, parts: Iterable[Part], at: float
    ) -> int:
        """Keep what this very transaction does, under the words by which it is undone.

        Returns the number of the deed. One without parts is none.
        """
        seq, count = self._insert(connection, title, at, whole=True), 0
        for position, part in enumerate(parts):
            self.add_part(connection, seq, position, part)
            count += 1
        if count:
            connection.execute("DELETE FROM history WHERE undone = 1")
        else:
            self.drop(connection, seq)
        return seq

    def begin(self, connection: sqlite3.Connection, title: str, at: float) -> int:
        """A new deed, still under way and without parts."""
        return self._insert(connection, title, at, whole=False)

    def add_part(self, connection: sqlite3.Connection, seq: int, position: int, part: Part) -> None:
        connection.execute(
            "INSERT INTO deed_parts (deed, position, kind, rows, data) VALUES (?, ?, ?, ?, ?)",
            (seq, position, part.kind, part.rows, json.dumps(part.data, ensure_ascii=False)),
        )

    def finish(self, connection: sqlite3.Connection, seq: int) -> None:
        """The deed is whole, and what was undone before it cannot be done again. One without
        parts is none."""
        found = connection.execute("SELECT 1 FROM deed_parts WHERE deed = ? LIMIT 1", (seq,))
        if found.fetchone() is None:
            self.drop(connection, seq)
            return
        connection.execute("DELETE FROM history WHERE undone = 1")
        connection.execute("UPDATE history SET whole = 1 WHERE seq = ?", (seq,))

    def under_way(self) -> bool:
        """Whether a deed is not whole yet."""
        return self._deed("whole = 0") is not None

    def drop(self, connection: sqlite3.Connection, seq: int) -> None:
        connection.execute("DELETE FROM history WHERE seq = ?", (seq,))

    def set_part_undone(
        self, connection: sqlite3.Connection, seq: int, position: int, *, undone: bool
    ) -> None:
        connection.execute(
            "UPDATE deed_parts SET undone = ? WHERE deed = ? AND position = ?",
            (int(undone), seq, position),
        )

    def set_undone(self, connection: sqlite3.Connection, seq: int, *, undone: bool) -> None:
        """A deed that was undone while another was done cannot be done again, and goes."""
        newer = connection.execute(
            "SELECT 1 FROM history WHERE seq > ? AND undone = 0 LIMIT 1", (seq,)
        ).fetchone()
        if undone and newer is not None:
            self.drop(connection, seq)
            return
        connection.execute("UPDATE history SET undone = ? WHERE seq = ?", (int(undone), seq))

    def to_undo(self) -> Deed | None:
        """The newest deed that is not undone."""
        return self._deed("undone = 0 ORDER BY seq DESC")

    def to_redo(self) -> Deed | None:
        """The deed that was undone last."""
        return self._deed("undone = 1 ORDER BY seq")

    def pending(self, seq: int, *, undone: bool) -> list[int]:
        """Positions of the parts that are (not) undone, in order."""
        found = self._database.read().execute(
            "SELECT position FROM deed_parts WHERE deed = ? AND undone = ? ORDER BY position",
            (seq, int(undone)),
        )
        return [position for (position,) in found]

    def part(self, seq: int, position: int) -> Part:
        kind, rows, data = (
            self._database.read()
            .execute(
                "SELECT kind, rows, data FROM deed_parts WHERE deed = ? AND position = ?",
                (seq, position),
            )
            .fetchone()
        )
        return Part(PartKind(kind), json.loads(data), rows)

    def clear(self, connection: sqlite3.Connection) -> None:
        """Forget all deeds."""
        connection.execute("DELETE FROM history")

    def settle(self) -> None:
        """What a kill cut off is as whole as it will be, and can be undone."""
        if self.under_way():
            self._database.read().execute("UPDATE history SET whole = 1 WHERE whole = 0")

    def _insert(self, connection: sqlite3.Connection, title: str, at: float, *, whole: bool) -> int:
        cursor = connection.execute(
            "INSERT INTO history (title, whole, at) VALUES (?, ?, ?)", (title, int(whole), at)
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _deed(self, which: str) -> Deed | None:
        found = (
            self._database.read()
            .execute(f"SELECT seq, title, whole FROM history WHERE {which} LIMIT 1")
            .fetchone()
        )
        if found is None:
            return None
        seq, title, whole = found
        parts, rows = (
            self._database.read()
            .execute(
                "SELECT count(*), coalesce(sum(rows), 0) FROM deed_parts WHERE deed = ?", (seq,)
            )
            .fetchone()
        )
        return Deed(seq, title, bool(whole), parts, rows)
