"""Rows coming in: hidden until the whole import is in, gone when it is not."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.storage.adding import Adding, NewExample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from services.domain.example import Split
    from services.jobs import JobContext
    from services.storage.database import BulkWriter, Database
    from services.storage.project_table import ProjectTable

__all__ = ["ImportTable", "NewExample"]
BATCH = 64
"""Rows written at once; small, since a batch holds the write gate and the interpreter."""

_TABLES_BY_ROW = ("examples", "example_states", "answer_log", "current_answers")


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
        split_of: Callable[[str, Mapping[str, str]], Split | None] | None = None,
    ) -> int:
        """Write all rows and show them; returns how many.

        `source` names the file, `mapping` is JSON; gold answers are signed by `author`;
        `split_of` gives the split by example id and metadata where the row has none of its own. If
        `rows` raises, nothing of the import is left behind.
        """
        try:
            with self._database.bulk(Changes.of()) as bulk:
                adding = Adding(bulk.connection, self._project, author, at, split_of)
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
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch
