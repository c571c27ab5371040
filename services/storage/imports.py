"""Rows coming in: hidden until the whole import is in, gone when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.deeds import PartKind
from services.domain.duplicates import Duplicates
from services.domain.example import Source
from services.storage.adding import Adding, NewExample
from services.storage.effects import added_labels, give_metadata, hiding_parts
from services.storage.finding import VISIBLE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from services.domain.deeds import Part
    from services.domain.duplicates import Conflict
    from services.domain.example import Split
    from services.jobs import JobContext
    from services.storage.answers import AnswerTable
    from services.storage.database import BulkWriter, Database
    from services.storage.history import HistoryTable
    from services.storage.project_table import ProjectTable

__all__ = ["ImportTable", "NewExample"]
BATCH = 64
"""Rows written at once; small, since a batch holds the write gate and the interpreter."""

_TABLES_BY_ROW = ("examples", "example_states", "answer_log", "current_answers")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the rows of an import: `rows` were added, of which
    `labelled` have an answer, `repeated` were not, since their
    text is there already. `lines` and `conflicts` list the first of them; `conflict_count` counts
    all rows whose answer contradicts the one that is there, `answered` examples that took over an
    answer."""

    rows: int
    labelled: int
    repeated: int
    lines: tuple[int, ...]
    conflicts: tuple[Conflict, ...]
    conflict_count: int
    answered: int


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that rows came from: `rows` were added then, `kept` are there now; `at` is in seconds
    since 1970."""

    source: str
    rows: int
    kept: int
    at: float


class ImportTable:
    """Imports write above `project.last_row`; moving that mark shows them all at once."""

    def __init__(
        self,
        database: Database,
        project: ProjectTable,
        answers: AnswerTable,
        deeds: HistoryTable,
    ) -> None:
        self._database = database
        self._project = project
        self._answers = answers
        self._deeds = deeds

    def add(
        self,
        source: str,
        mapping: str,
        rows: Iterable[NewExample],
        author: str,
        at: float,
        split_of: Callable[[str, Mapping[str, str]], Split | None] | None = None,
        duplicates: Duplicates = Duplicates.KEEP,
        labels: Sequence[str] = (),
    ) -> Added:
        """Write all rows and show them, as one deed that can be undone.

        `source` names the file, `mapping` is JSON; gold answers are signed by `author`;
        `split_of` gives the split by example id and metadata where the row has none of its own;
        `labels` (ids) came with the file and go with it. If `rows` raises, nothing of the
        import is left behind.
        """
        self.discard_unfinished()
        try:
            with self._database.bulk(Changes.of()) as bulk:
                adding = Adding(bulk.connection, self._project, author, at, split_of, duplicates)
                adding.begin(source, mapping)
                for batch in _batches(rows):
                    adding.write(batch)
                    bulk.breathe()
        except BaseException:
            self.discard_unfinished()
            raise
        kinds = (Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.HISTORY)
        with self._database.write(Changes.of(*kinds)) as connection:
            parts = self._shown(connection, adding, author, at, labels)
            self._deeds.record(connection, f"Import {source}", parts, at)
        repeats = adding.repeats
        return Added(
            adding.count,
            adding.labelled,
            repeats.count,
            tuple(repeats.lines),
            tuple(repeats.conflicts),
            repeats.conflict_count,
            len(repeats.answers),
        )

    def sources(self) -> set[str]:
        """The names of the files that rows of the project came from."""
        found = self._database.read().execute(
            "SELECT i.source FROM imports i WHERE EXISTS (SELECT 1 FROM examples e"
            f" JOIN example_states s ON s.row = e.row WHERE e.import = i.number AND {VISIBLE})"
        )
        return {source for (source,) in found}

    def files(self) -> tuple[ImportedFile, ...]:
        """The files that rows of the project came from, the oldest first."""
        found = self._database.read().execute(
            "SELECT i.source, i.rows, count(*), i.at FROM examples e"
            " JOIN example_states s ON s.row = e.row JOIN imports i ON i.number = e.import"
            f" WHERE {VISIBLE} GROUP BY i.number ORDER BY i.number"
        )
        return tuple(ImportedFile(*row) for row in found)

    def _shown(
        self,
        connection: sqlite3.Connection,
        adding: Adding,
        author: str,
        at: float,
        labels: Sequence[str],
    ) -> list[Part]:
        """Show the rows of an import; the parts of the deed by which it is taken back."""
        connection.execute(
            "UPDATE imports SET rows = ? WHERE number = ?", (adding.count, adding.number)
        )
        connection.execute("UPDATE project SET last_row = ?", (adding.last_row,))
        part = added_labels(connection, labels)
        parts = [] if part is None else [part]
        if adding.count:
            ranges = [(adding.first_row, adding.last_row)]
            parts += hiding_parts(PartKind.IMPORTED, ranges)
        if changes := adding.repeats.changes(author):
            parts.append(self._answers.put(connection, changes, Source.IMPORTED, at))
        if metadata := adding.repeats.metadata:
            parts.append(give_metadata(connection, metadata))
        return parts

    def discard_unfinished(self) -> None:
        """Remove rows of an import that did not become whole: a stop, a failure, a kill, a disk too
        full to remove them at once."""
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
