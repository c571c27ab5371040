"""Examples: found by filter as row numbers, read in blocks, added by imports."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

import orjson

from services.domain.errors import AppError
from services.domain.evidence import evidence_from_json
from services.domain.example import Example, ExampleFilter, Split, State
from services.storage.finding import VISIBLE, Finder
from services.storage.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.domain.evidence import Evidence
    from services.domain.example import Value
    from services.jobs import JobContext
    from services.storage.database import Database
    from services.storage.project_table import ProjectTable
    from services.storage.tally import ExampleCounts

BLOCK = 128
_STATES = {int(state): state for state in State}
_SPLITS = {int(split): split for split in Split}


class ExampleTable:
    """Rows are numbers inside the file, in the order of import; ids are UUIDs."""

    def __init__(self, database: Database, project: ProjectTable) -> None:
        self._database = database
        self._project = project
        self._finder = Finder(project)

    def rows(
        self,
        wanted: ExampleFilter,
        context: JobContext | None = None,
        limit: int | None = None,
    ) -> array[int]:
        """Row numbers of the wanted examples, in order, the first `limit` of them (None: all).
        Stops with the context."""
        if wanted.ranked:
            return self._ranked(self._found(wanted, context, None), wanted.ranked)[:limit]
        return self._found(wanted, context, limit)

    def _found(
        self, wanted: ExampleFilter, context: JobContext | None, limit: int | None
    ) -> array[int]:
        found = array("q")
        with self._database.interruptible(context) as connection:
            for query in self._finder.rows(wanted):
                left = -1 if limit is None else limit - len(found)
                cursor = connection.execute(f"{query.sql} LIMIT ?", (*query.values, left))
                while block := cursor.fetchmany(1024):
                    found.extend(row for (row,) in block)
        return found

    def _ranked(self, rows: array[int], ids: Sequence[str]) -> array[int]:
        row_of = self.rows_of(ids)
        rank = {row_of[each]: place for place, each in enumerate(ids) if each in row_of}
        return array("q", sorted(rows, key=lambda row: rank.get(row, len(rank))))

    def counts(self, wanted: ExampleFilter, context: JobContext | None = None) -> ExampleCounts:
        """Counts over the wanted examples."""
        return self._tally(wanted, context, left_open=False).counts(wanted)

    def tally(self, wanted: ExampleFilter, context: JobContext | None = None) -> Tally:
        """How all rows divide that a filter finds when label, state, split and flag are left
        open: what any choice of these finds is counted from it."""
        return self._tally(wanted, context, left_open=True)

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

    def texts(self, rows: Sequence[int]) -> list[tuple[str, str]]:
        """Id and text of the examples in these rows, in their order."""
        found: dict[int, tuple[str, str]] = {}
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            marks = ",".join("?" * len(block))
            for row, example_id, text in self._database.read().execute(
                f"SELECT row, id, text FROM examples WHERE row IN ({marks})", tuple(block)
            ):
                found[row] = (example_id, text)
        return [found[row] for row in rows if row in found]

    def metadata(self, ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """The metadata of examples by id, of those that the project has and shows."""
        found: dict[str, dict[str, str]] = {}
        for start in range(0, len(ids), BLOCK):
            block = ids[start : start + BLOCK]
            marks = ",".join("?" * len(block))
            for example_id, metadata in self._database.read().execute(
                "SELECT e.id, e.metadata FROM examples e JOIN example_states s ON s.row = e.row"
                f" WHERE e.id IN ({marks}) AND {VISIBLE}",
                tuple(block),
            ):
                found[example_id] = orjson.loads(metadata) if metadata else {}
        return found

    def evidence(self, rows: Sequence[int]) -> dict[int, Evidence]:
        """What was marked for the gold records in these rows, by row; rows without it left out."""
        found: dict[int, Evidence] = {}
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            marks = ",".join("?" * len(block))
            for row, evidence in self._database.read().execute(
                "SELECT c.row, c.evidence FROM current_answers c"
                " JOIN example_states s ON s.row = c.row AND s.record = c.record"
                f" WHERE c.row IN ({marks}) AND c.evidence IS NOT NULL ORDER BY c.adjudicated",
                tuple(block),
            ):
                found[row] = evidence_from_json(orjson.loads(evidence))
        return found

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

    def shown(self, rows: Sequence[int]) -> array[int]:
        """Those of these rows that are in the project and not deleted, in their order."""
        found: set[int] = set()
        for start in range(0, len(rows), 1024):
            found.update(
                row
                for (row,) in self._database.read().execute(
                    f"SELECT s.row FROM example_states s WHERE {VISIBLE}"
                    " AND s.row IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(rows[start : start + 1024])),),
                )
            )
        return array("q", (row for row in rows if row in found))

    def stream(self, wanted: ExampleFilter, context: JobContext | None = None) -> Iterator[Example]:
        """The wanted examples one after another, a block in memory at a time."""
        rows = self.rows(wanted, context)
        for start in range(0, len(rows), BLOCK):
            yield from self.at(rows[start : start + BLOCK])

    def _tally(
        self, wanted: ExampleFilter, context: JobContext | None, *, left_open: bool
    ) -> Tally:
        query = self._finder.groups(wanted, left_open=left_open)
        with self._database.interruptible(context) as connection:
            groups = connection.execute(query.sql, query.values).fetchall()
        return Tally(groups, self._project.label_numbers())


def _example(record: tuple[Any, ...], labels: dict[int, str]) -> Example:
    row, example_id, text, metadata, state, split, flagged, reason, label, value = record
    return Example(
        row,
        example_id,
        text,
        _STATES[state],
        None if split is None else _SPLITS[split],
        bool(flagged),
        reason,
        gold_value(label, value, labels),
        orjson.loads(metadata) if metadata else {},
    )


def gold_value(label: int | None, record: str | None, labels: dict[int, str]) -> Value | None:
    """A stored answer as a value: a label id or a record; None where there is none."""
    if label is not None:
        return labels[label]
    return json.loads(record) if record else None
