"""What was done, in order, so that it can be undone across rows and restarts."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from services.domain.standing import Mark, MarkChange

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from services.storage.database import Database

_NOTHING = Mark()
_MARK_FIELDS = tuple(field.name for field in fields(Mark))


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the user did, under the words by which it is undone."""

    seq: int
    title: str
    changes: tuple[MarkChange, ...]


class HistoryTable:
    """The deeds of a project; those undone last can be done again until something new is done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, connection: sqlite3.Connection, title: str, changes: Sequence[MarkChange], at: float
    ) -> None:
        connection.execute("DELETE FROM history WHERE undone = 1")
        connection.execute(
            "INSERT INTO history (title, changes, at) VALUES (?, ?, ?)",
            (title, json.dumps([_entry(change) for change in changes], ensure_ascii=False), at),
        )

    def set_undone(self, connection: sqlite3.Connection, seq: int, *, undone: bool) -> None:
        connection.execute("UPDATE history SET undone = ? WHERE seq = ?", (int(undone), seq))

    def to_undo(self) -> Deed | None:
        """The newest deed that is not undone."""
        return self._deed("undone = 0 ORDER BY seq DESC")

    def to_redo(self) -> Deed | None:
        """The deed that was undone last."""
        return self._deed("undone = 1 ORDER BY seq")

    def _deed(self, which: str) -> Deed | None:
        found = (
            self._database.read()
            .execute(f"SELECT seq, title, changes FROM history WHERE {which} LIMIT 1")
            .fetchone()
        )
        if found is None:
            return None
        seq, title, changes = found
        return Deed(seq, title, tuple(_change(entry) for entry in json.loads(changes)))


def _entry(change: MarkChange) -> dict[str, Any]:
    return {
        "example_id": change.example_id,
        "author": change.author,
        "before": _said(change.before),
        "after": _said(change.after),
    }


def _said(mark: Mark) -> dict[str, Any]:
    """Only what a mark says; most of it is empty."""
    values = {name: getattr(mark, name) for name in _MARK_FIELDS}
    return {name: value for name, value in values.items() if value != getattr(_NOTHING, name)}


def _change(entry: dict[str, Any]) -> MarkChange:
    return MarkChange(
        entry["example_id"], entry["author"], Mark(**entry["before"]), Mark(**entry["after"])
    )
