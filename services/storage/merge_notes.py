"""Notes of another file: one that is not here comes along, two that differ stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_DIFFERENT = """
    SELECT e.id, n.text, n.author, n.at, coalesce(m.text, '') FROM main.notes n
    JOIN main.examples e ON e.row = n.row
    JOIN main.example_states s ON s.row = n.row AND s.hidden = 0
    LEFT JOIN mine.examples x ON x.id = e.id
    LEFT JOIN mine.notes m ON m.row = x.row
    WHERE e.row <= (SELECT last_row FROM main.project) AND m.text IS NOT n.text
"""


class MergedNote(NamedTuple):
    """The note that an example is to have."""

    example_id: str
    text: str
    author: str
    at: float


def merged_notes(both: sqlite3.Connection) -> list[MergedNote]:
    """Notes that say more than those here; `both` has the other file as `main`, ours as `mine`."""
    return [
        MergedNote(example_id, _together(ours, theirs), author, at)
        for example_id, theirs, author, at, ours in both.execute(_DIFFERENT)
        if theirs not in ours
    ]


def _together(ours: str, theirs: str) -> str:
    return theirs if ours in theirs else f"{ours}\n\n{theirs}"


def write_notes(connection: sqlite3.Connection, notes: Iterable[MergedNote]) -> None:
    """Write them to the examples of their ids."""
    connection.executemany(
        "INSERT OR REPLACE INTO notes (row, text, author, at)"
        " SELECT row, ?, ?, ? FROM examples WHERE id = ?",
        [(note.text, note.author, note.at, note.example_id) for note in notes],
    )
