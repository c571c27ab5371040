"""Writing what a merge brings: examples, log entries, and what stands by them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from services.storage.effects import IMPORT_UNDONE
from services.storage.log_writing import LogWriter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from services.domain.example import Split
    from services.storage.merge_telling import RowMerge

_ADD_EXAMPLE = (
    "INSERT INTO examples (row, id, text, folded, metadata, import) VALUES (?, ?, ?, ?, ?, ?)"
)


class MergeWriter:
    """Works inside one transaction; new examples come behind those that are there."""

    def __init__(
        self,
        ours: sqlite3.Connection,
        theirs: sqlite3.Connection,
        split_of: Callable[[str, Mapping[str, str]], Split] | None,
    ) -> None:
        self._ours = ours
        self._theirs = theirs
        self._split_of = split_of
        self._logs = LogWriter(ours)
        self._imports: dict[int, int] = {}
        self._first = self._last = _number(ours, "SELECT last_row FROM project")
        self._back: list[tuple[int, int]] = []

    def write(self, step: RowMerge) -> None:
        """Write one example and its log."""
        row = step.place.ours
        if row is None:
            row = self._add_example(step.place.theirs)
        elif step.place.comes:
            self._ours.execute(
                "UPDATE example_states SET hidden = hidden & ~? WHERE row = ?", (IMPORT_UNDONE, row)
            )
            self._back.append((row, row))
        if step.brought:
            self._logs.write(row, step.before, step.after)

    def finish(self) -> list[tuple[int, int]]:
        """Show the new examples; the rows of all that came along, as first and last."""
        if self._last == self._first:
            return self._back
        self._ours.execute("UPDATE project SET last_row = ?", (self._last,))
        return [*self._back, (self._first + 1, self._last)]

    def _add_example(self, theirs: int) -> int:
        self._last += 1
        example_id, text, folded, metadata, source, split, given = self._theirs.execute(
            "SELECT e.id, e.text, e.folded, e.metadata, e.import, s.split, s.split_given"
            " FROM examples e JOIN example_states s ON s.row = e.row WHERE e.row = ?",
            (theirs,),
        ).fetchone()
        if not given:
            said: dict[str, str] = json.loads(metadata) if metadata else {}
            split = None if self._split_of is None else int(self._split_of(example_id, said))
        number = None if source is None else self._import_of(source)
        self._ours.execute(_ADD_EXAMPLE, (self._last, example_id, text, folded, metadata, number))
        self._ours.execute(
            "INSERT INTO example_states (row, split, split_given) VALUES (?, ?, ?)",
            (self._last, split, given),
        )
        return self._last

    def _import_of(self, theirs: int) -> int:
        """The number here of an import of the other file, which comes along with its rows."""
        if theirs not in self._imports:
            columns = self._theirs.execute(
                "SELECT id, source, mapping, rows, left_out, at FROM imports WHERE number = ?",
                (theirs,),
            ).fetchone()
            self._ours.execute(
                "INSERT OR IGNORE INTO imports (id, source, mapping, rows, left_out, at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                columns,
            )
            self._imports[theirs] = self._ours.execute(
                "SELECT number FROM imports WHERE id = ?", columns[:1]
            ).fetchone()[0]
        return self._imports[theirs]


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
