"""Filters as SQL, so that the first rows come without looking for the last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.domain.example import ExampleFilter
    from services.storage.project_table import ProjectTable

SHORTEST_INDEXED = 3
"""The trigram index silently finds nothing for shorter patterns."""
VISIBLE = "s.row <= (SELECT last_row FROM project) AND s.hidden = 0"
"""Of `example_states s`: not above the newest row that is in, not deleted, import not undone."""
_INDEXED = "examples_search f CROSS JOIN example_states s ON s.row = f.rowid"
_MATCHING = "f.examples_search MATCH ? AND f.rowid <= ?"
_SCANNED = "examples e CROSS JOIN example_states s ON s.row = e.row"
_HOLDING = "e.row > ? AND instr(e.folded, ?) > 0"
FIRST_LOOK = 65_536
"""Rows that are looked through in their order first: mostly they hold the first page already,
where an index would have to put all that it finds in order before it gives the first."""


@dataclass(frozen=True, slots=True)
class Query:
    """A statement and what it is filled in with."""

    sql: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of the project: the tables that they come from, in order of `row`, and conditions."""

    tables: str
    row: str
    conditions: tuple[str, ...]
    values: tuple[object, ...] = ()

    def such_that(self, condition: str, *values: object) -> _Part:
        conditions = (*self.conditions, condition)
        return _Part(self.tables, self.row, conditions, (*self.values, *values))

    @property
    def body(self) -> str:
        return f"FROM {self.tables} WHERE {' AND '.join(self.conditions)}"


_IN_ORDER = (
    _Part("example_states s NOT INDEXED", "s.row", ("s.row <= ?",), (FIRST_LOOK,)),
    _Part("example_states s", "s.row", ("s.row > ?",), (FIRST_LOOK,)),
)


class Finder:
    """Makes the queries for filters of examples."""

    def __init__(self, project: ProjectTable) -> None:
        self._project = project

    def rows(self, wanted: ExampleFilter) -> Iterator[Query]:
        """One query after another gives the row numbers in order; each may be ended early."""
        if wanted.search or wanted.ids is not None:
            parts = self._parts(wanted)
        else:
            parts = (self._common(part, wanted) for part in _IN_ORDER)
        for part in parts:
            chosen = self._chosen(part, wanted)
            yield Query(f"SELECT s.row {chosen.body} ORDER BY {chosen.row}", chosen.values)

    def groups(self, wanted: ExampleFilter, *, left_open: bool) -> Query:
        """(state, split, label, flagged, how many) of the wanted rows; with `left_open`, of all
        that the filter finds when it says nothing of these four."""
        parts = tuple(self._parts(wanted))
        if not left_open:
            parts = tuple(self._chosen(part, wanted) for part in parts)
        columns = "s.state, s.split, s.label, s.flagged"
        bodies = [f"SELECT {columns}, count(*) {part.body} GROUP BY {columns}" for part in parts]
        return Query(" UNION ALL ".join(bodies), tuple(v for part in parts for v in part.values))

    def _parts(self, wanted: ExampleFilter) -> Iterator[_Part]:
        """The index for what it covers; a scan for short patterns and for rows not indexed yet."""
        pattern = fold(wanted.search)
        if not pattern:
            yield self._common(_Part("example_states s", "s.row", ()), wanted)
            return
        indexed = 0
        if len(pattern) >= SHORTEST_INDEXED:
            indexed = self._project.record().indexed_row
            quoted = '"' + pattern.replace('"', '""') + '"'
            part = _Part(_INDEXED, "f.rowid", (_MATCHING,), (quoted, indexed))
            yield self._common(part, wanted)
        yield self._common(_Part(_SCANNED, "e.row", (_HOLDING,), (indexed, pattern)), wanted)

    def _common(self, part: _Part, wanted: ExampleFilter) -> _Part:
        part = part.such_that(VISIBLE)
        if wanted.check_again:
            part = part.such_that("s.check_again = 1")
        if wanted.ids is not None:
            part = part.such_that(
                "s.row IN (SELECT row FROM examples WHERE id IN (SELECT value FROM json_each(?)))",
                json.dumps(sorted(wanted.ids)),
            )
        return part

    def _chosen(self, part: _Part, wanted: ExampleFilter) -> _Part:
        if wanted.state is not None:
            part = part.such_that("s.state = ?", int(wanted.state))
        if wanted.split is not None:
            part = part.such_that("s.split = ?", int(wanted.split))
        if wanted.unsplit:
            part = part.such_that("s.split IS NULL")
        if wanted.flagged:
            part = part.such_that("s.flagged = 1")
        if wanted.label is not None:
            numbers = self._project.label_numbers().standing_for(wanted.label)
            part = part.such_that(f"s.label IN ({','.join('?' * len(numbers))})", *numbers)
        return part
