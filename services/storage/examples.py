"""Examples: found by filter as row numbers, read in blocks, added by imports."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.example import Example, ExampleFilter, Split, State
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from services.domain.example import Value
    from services.jobs import JobContext
    from services.storage.database import Database
    from services.storage.project_table import ProjectTable

BLOCK = 128
SHORTEST_INDEXED = 3
"""The trigram index silently finds nothing for shorter patterns."""

VISIBLE = "s.row <= (SELECT last_row FROM project) AND s.hidden = 0"
"""Of `example_states s`: not above the newest row that is in, not deleted, import not undone."""


@dataclass(frozen=True, slots=True)
class ExampleCounts:
    """How many examples a filter finds, and how they divide.

    `by_label` is keyed by label id, None standing for rows without a gold label; in `by_split`
    None stands for rows in no split.
    """

    total: int
    flagged: int
    by_state: dict[State, int]
    by_split: dict[Split | None, int]
    by_label: dict[str | None, int]


class ExampleTable:
    """Rows are numbers inside the file, in the order of import; ids are UUIDs."""

    def __init__(self, database: Database, project: ProjectTable) -> None:
        self._database = database
        self._project = project

    def rows(self, wanted: ExampleFilter, context: JobContext | None = None) -> array[int]:
        """Row numbers of the wanted examples, in order. Stops with the context."""
        query = self._where(wanted)
        with self._database.interruptible(context) as connection:
            cursor = connection.execute(
                f"SELECT s.row FROM example_states s WHERE {query.sql} ORDER BY s.row",
                query.values,
            )
            found = array("q")
            while block := cursor.fetchmany(1024):
                found.extend(row for (row,) in block)
            return found

    def counts(self, wanted: ExampleFilter, context: JobContext | None = None) -> ExampleCounts:
        """Counts over the wanted examples."""
        query = self._where(wanted)
        with self._database.interruptible(context) as connection:
            groups = connection.execute(
                "SELECT s.state, s.split, s.label, s.flagged, count(*) FROM example_states s"
                f" WHERE {query.sql} GROUP BY s.state, s.split, s.label, s.flagged",
                query.values,
            ).fetchall()
        return _counted(groups, self._project.label_numbers().id_of)

    def at(self, rows: Sequence[int], text_limit: int | None = None) -> list[Example]:
        """The examples in these rows, in their order; texts cut to `text_limit` characters."""
        text = "e.text" if text_limit is None else f"substr(e.text, 1, {int(text_limit)})"
        found: dict[int, Example] = {}
        labels = self._project.label_numbers().id_of
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            marks = ",".join("?" * len(block))
            for record in self._database.read().execute(
                f"SELECT e.row, e.id, {text}, e.metadata, s.state, s.split, s.flagged,"
                " s.flag_reason, s.label, s.record"
                " FROM examples e JOIN example_states s ON s.row = e.row"
                f" WHERE e.row IN ({marks})",
                tuple(block),
            ):
                found[record[0]] = _example(record, labels)
        return [found[row] for row in rows if row in found]

    def with_id(self, example_id: str) -> Example:
        """Raises AppError when the project has no such example."""
        return self.at([self.row_of(example_id)])[0]

    def row_of(self, example_id: str) -> int:
        """Raises AppError when the project has no such example."""
        rows = self.rows_of([example_id])
        if not rows:
            raise AppError(
                "This example is not in the project any more.", "Choose another one.", example_id
            )
        return rows[example_id]

    def rows_of(self, ids: Sequence[str]) -> dict[str, int]:
        """Row numbers by id, of those ids that the project has."""
        found: dict[str, int] = {}
        for start in range(0, len(ids), BLOCK):
            block = ids[start : start + BLOCK]
            marks = ",".join("?" * len(block))
            found.update(
                self._database.read().execute(
                    "SELECT e.id, e.row FROM examples e JOIN example_states s ON s.row = e.row"
                    f" WHERE e.id IN ({marks}) AND {VISIBLE}",
                    tuple(block),
                )
            )
        return found

    def stream(self, wanted: ExampleFilter, context: JobContext | None = None) -> Iterator[Example]:
        """The wanted examples one after another, a block in memory at a time."""
        rows = self.rows(wanted, context)
        for start in range(0, len(rows), BLOCK):
            yield from self.at(rows[start : start + BLOCK])

    def _where(self, wanted: ExampleFilter) -> _Condition:
        condition = _Condition([VISIBLE], [])
        if wanted.state is not None:
            condition.add("s.state = ?", wanted.state)
        if wanted.split is not None:
            condition.add("s.split = ?", wanted.split)
        if wanted.unsplit:
            condition.add("s.split IS NULL")
        if wanted.flagged:
            condition.add("s.flagged = 1")
        if wanted.label is not None:
            numbers = self._project.label_numbers().standing_for(wanted.label)
            marks = ",".join("?" * len(numbers))
            condition.add(f"s.label IN ({marks})", *numbers)
        if wanted.check_again:
            condition.add("s.check_again = 1")
        if wanted.ids is not None:
            condition.add(
                "s.row IN (SELECT row FROM examples WHERE id IN (SELECT value FROM json_each(?)))",
                json.dumps(sorted(wanted.ids)),
            )
        if wanted.search:
            self._add_search(condition, fold(wanted.search))
        return condition

    def _add_search(self, condition: _Condition, pattern: str) -> None:
        """The index for what it covers; a scan for short patterns and for rows not indexed yet."""
        scan = "SELECT row FROM examples WHERE {} instr(folded, ?) > 0"
        if len(pattern) < SHORTEST_INDEXED:
            condition.add(f"s.row IN ({scan.format('')})", pattern)
            return
        indexed = self._project.record().indexed_row
        quoted = '"' + pattern.replace('"', '""') + '"'
        condition.add(
            "s.row IN (SELECT rowid FROM examples_search WHERE examples_search MATCH ?"
            f" UNION ALL {scan.format('row > ? AND')})",
            quoted,
            indexed,
            pattern,
        )


@dataclass(slots=True)
class _Condition:
    """A WHERE clause in the making."""

    clauses: list[str]
    arguments: list[object]

    def add(self, clause: str, *values: object) -> None:
        self.clauses.append(clause)
        self.arguments.extend(values)

    @property
    def sql(self) -> str:
        return " AND ".join(self.clauses)

    @property
    def values(self) -> tuple[object, ...]:
        return tuple(self.arguments)


def _example(record: tuple[Any, ...], labels: dict[int, str]) -> Example:
    row, example_id, text, metadata, state, split, flagged, reason, label, value = record
    return Example(
        row,
        example_id,
        text,
        State(state),
        None if split is None else Split(split),
        bool(flagged),
        reason,
        gold_value(label, value, labels),
        json.loads(metadata) if metadata else {},
    )


def gold_value(label: int | None, record: str | None, labels: dict[int, str]) -> Value | None:
    """A stored answer as a value: a label id or a record; None where there is none."""
    if label is not None:
        return labels[label]
    return json.loads(record) if record else None


def _counted(groups: Iterable[tuple[Any, ...]], labels: dict[int, str]) -> ExampleCounts:
    by_state = dict.fromkeys(State, 0)
    by_split: dict[Split | None, int] = dict.fromkeys((*Split, None), 0)
    by_label: dict[str | None, int] = dict.fromkeys((*labels.values(), None), 0)
    total = flagged_total = 0
    for state, split, label, flagged, count in groups:
        by_state[State(state)] += count
        by_split[None if split is None else Split(split)] += count
        by_label[None if label is None else labels[label]] += count
        total += count
        flagged_total += count if flagged else 0
    return ExampleCounts(total, flagged_total, by_state, by_split, by_label)
