"""Rows coming in: hidden until the whole import is in, gone when it is not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.example import Source, State
from services.domain.ids import id_sequence, new_id
from services.domain.text import fold
from services.storage.answers import stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from services.domain.example import Split, Value
    from services.jobs import JobContext
    from services.storage.database import BulkWriter, Database
    from services.storage.project_table import LabelNumbers, ProjectTable

BATCH = 64
"""Rows written at once; small, since a batch holds the write gate and the interpreter."""

_TABLES_BY_ROW = ("examples", "example_states", "answer_log", "current_answers")


@dataclass(frozen=True, slots=True)
class NewExample:
    """A row to be imported; `gold` is a label id or a record, None for an unlabelled row."""

    text: str
    metadata: Mapping[str, str]
    split: Split | None = None
    gold: Value | None = None


class ImportTable:
    """Imports write above `project.last_row`; moving that mark shows them all at once."""

    def __init__(self, database: Database, project: ProjectTable) -> None:
        self._database = database
        self._project = project

    def add(
        self,
        source: str,
        mapping: str,
        rows: Iterable[NewExample],
        author: str,
        at: float,
        split_of: Callable[[str], Split | None] = lambda _: None,
    ) -> int:
        """Write all rows and show them; returns how many.

        `source` names the file, `mapping` is JSON; gold answers are signed by `author`;
        `split_of` gives the split of an example id where the row has none of its own. If `rows`
        raises, nothing of the import is left behind.
        """
        try:
            with self._database.bulk(Changes.of()) as bulk:
                adding = _Adding(bulk.connection, self._project, author, at, split_of)
                adding.begin(source, mapping)
                for batch in _batches(rows):
                    adding.write(batch)
                    bulk.breathe()
        except BaseException:
            self.discard_unfinished()
            raise
        with self._database.write(
            Changes.of(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS)
        ) as connection:
            connection.execute(
                "UPDATE imports SET rows = ? WHERE number = ?", (adding.count, adding.number)
            )
            connection.execute("UPDATE project SET last_row = ?", (adding.last_row,))
        return adding.count

    def discard_unfinished(self) -> None:
        """Remove rows of an import that did not become whole (a stop, a failure, a kill)."""
        mark = self._project.record().last_row
        found = self._database.read().execute(
            "SELECT 1 FROM examples WHERE row > ? LIMIT 1", (mark,)
        )
        if found.fetchone() is None:
            return
        with self._database.bulk(Changes.of()) as bulk:
            for table in _TABLES_BY_ROW:
                _delete_above(bulk, table, mark)
            bulk.connection.execute("DELETE FROM imports WHERE rows = 0")

    def index(self, context: JobContext | None = None) -> None:
        """Bring the search index up to the newest row, in small pieces; resumable."""
        record = self._project.record()
        if record.indexed_row >= record.last_row:
            return
        with self._database.bulk(Changes.of()) as bulk:
            for start in range(record.indexed_row, record.last_row, BATCH):
                end = min(start + BATCH, record.last_row)
                bulk.connection.execute(
                    "INSERT INTO examples_search (rowid, folded)"
                    " SELECT row, folded FROM examples WHERE row > ? AND row <= ?",
                    (start, end),
                )
                bulk.connection.execute("UPDATE project SET indexed_row = ?", (end,))
                bulk.breathe()
                if context is not None:
                    context.report(end, record.last_row)


class _Adding:
    """One import under way."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        project: ProjectTable,
        author: str,
        at: float,
        split_of: Callable[[str], Split | None],
    ) -> None:
        self._connection = connection
        self._labels: LabelNumbers = project.label_numbers()
        self._guideline = project.guideline_revision()
        self._author = author
        self._at = at
        self._split_of = split_of
        self._ids = id_sequence()
        self._log_ids = id_sequence()
        self.last_row = project.record().last_row
        self.number = 0
        self.count = 0
        (self._seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM answer_log").fetchone()

    def begin(self, source: str, mapping: str) -> None:
        cursor = self._connection.execute(
            "INSERT INTO imports (id, source, mapping, at) VALUES (?, ?, ?, ?)",
            (new_id(), source, mapping, self._at),
        )
        assert cursor.lastrowid is not None
        self.number = cursor.lastrowid

    def write(self, batch: Sequence[NewExample]) -> None:
        rows = range(self.last_row + 1, self.last_row + 1 + len(batch))
        ids = [next(self._ids) for _ in batch]
        self._connection.executemany(
            "INSERT INTO examples (row, id, text, folded, metadata, import)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row, example_id, new.text, fold(new.text), _json(new.metadata), self.number)
                for row, example_id, new in zip(rows, ids, batch, strict=True)
            ],
        )
        self._connection.executemany(
            "INSERT INTO example_states (row, state, split, split_given, label, record)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    row,
                    State.UNLABELLED if new.gold is None else State.ANSWERED,
                    self._split_of(example_id) if new.split is None else new.split,
                    new.split is not None,
                    *stored(new.gold, self._labels),
                )
                for row, example_id, new in zip(rows, ids, batch, strict=True)
            ],
        )
        self._write_gold([(row, new.gold) for row, new in zip(rows, batch, strict=True)])
        self.last_row += len(batch)
        self.count += len(batch)

    def _write_gold(self, golds: Sequence[tuple[int, Value | None]]) -> None:
        answered = [(row, *stored(gold, self._labels)) for row, gold in golds if gold is not None]
        if not answered:
            return
        for row, label, record in answered:
            cursor = self._connection.execute(
                "INSERT INTO answer_log (id, row, author, act, label, record, source, guideline,"
                " at) VALUES (?, ?, ?, 'answer', ?, ?, ?, ?, ?)",
                (
                    next(self._log_ids),
                    row,
                    self._author,
                    label,
                    record,
                    Source.IMPORTED,
                    self._guideline,
                    self._at,
                ),
            )
            self._connection.execute(
                "INSERT INTO current_answers (row, author, adjudicated, label, record, seq)"
                " VALUES (?, ?, 0, ?, ?, ?)",
                (row, self._author, label, record, cursor.lastrowid),
            )


def _delete_above(bulk: BulkWriter, table: str, mark: int) -> None:
    while True:
        cursor = bulk.connection.execute(
            f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE row > ? LIMIT ?)"
            if table != "current_answers"
            else "DELETE FROM current_answers WHERE (row, author) IN"
            " (SELECT row, author FROM current_answers WHERE row > ? LIMIT ?)",
            (mark, BATCH),
        )
        bulk.breathe()
        if cursor.rowcount < BATCH:
            return


def _batches(rows: Iterable[NewExample]) -> Iterator[list[NewExample]]:
    batch: list[NewExample] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _json(metadata: Mapping[str, str]) -> str | None:
    return json.dumps(metadata, ensure_ascii=False) if metadata else None
