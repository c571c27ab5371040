"""Bringing a file into the project: all of its rows at once, or none."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from services.datasets.mapping import Mapping, UnknownLabels
from services.datasets.opening import open_table
from services.datasets.preview import complete
from services.datasets.records import ImportReport, LeftOut, LeftOutList, no_rows
from services.datasets.rows import Row, RowReader
from services.datasets.source import cannot_read
from services.datasets.splitting import splitter
from services.domain.duplicates import Duplicates
from services.domain.errors import AppError
from services.domain.text import fold
from services.storage.imports import NewExample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.datasets.splitting import SplitOf
    from services.datasets.table import Table
    from services.domain.task import Label, Task
    from services.jobs import JobContext
    from services.ports import Clock
    from services.storage.imports import ImportTable
    from services.storage.project_table import ProjectTable

REPEATED = "Its text is in the project already, or came earlier in the file."
_ROWS_PER_REPORT = 200
_MOST_NEW_LABELS = 1000


class Importer:
    """Imports files. Gold answers that come with rows are signed by `author`."""

    def __init__(
        self, author: str, project: ProjectTable, imports: ImportTable, clock: Clock
    ) -> None:
        self._author = author
        self._project = project
        self._imports = imports
        self._clock = clock

    def run(self, path: Path, mapping: Mapping, context: JobContext) -> ImportReport:
        """See `Datasets.import_file`."""
        task = self._project.task()
        mapping, guessed = complete(path, task, mapping)
        if mapping.duplicates is None:
            mapping, guessed = self._with_duplicates(path, mapping, guessed)
        added: tuple[Label, ...] = ()
        adds = mapping.unknown_labels is UnknownLabels.ADD and not mapping.ranges
        if adds and mapping.answer and task.kind.has_labels:
            added = self._add_labels(path, mapping, context)
        try:
            return self._import(path, mapping, guessed, added, context)
        except BaseException:
            self._project.drop_labels(label.id for label in added)
            raise

    def _import(
        self,
        path: Path,
        mapping: Mapping,
        guessed: tuple[str, ...],
        added: tuple[Label, ...],
        context: JobContext,
    ) -> ImportReport:
        with open_table(path, mapping) as table:
            reading = _Reading(path, table, self._project.task(), mapping, context)
            done = self._imports.add(
                path.name,
                json.dumps(asdict(mapping), ensure_ascii=False),
                reading.rows(),
                self._author,
                self._clock.now(),
                self._split_of(),
                mapping.duplicates or Duplicates.KEEP,
                [label.id for label in added],
            )
        reading.left_out.add_all(REPEATED, done.lines, done.repeated)
        return ImportReport(
            path.name,
            done.rows,
            done.labelled,
            tuple(reading.left_out.rows),
            reading.left_out.reasons,
            reading.reader.no_labels,
            reading.reader.unknown_splits,
            tuple(label.name for label in added),
            guessed,
            done.repeated,
            done.answered,
            done.conflicts,
            done.conflict_count,
        )

    def _with_duplicates(
        self, path: Path, mapping: Mapping, guessed: tuple[str, ...]
    ) -> tuple[Mapping, tuple[str, ...]]:
        """A file that was imported before brings its rows once more, and maybe new ones."""
        if path.name not in self._imports.sources():
            return replace(mapping, duplicates=Duplicates.KEEP), guessed
        said = f"Duplicates: {path.name} was imported before, so only texts that are new come in"
        return replace(mapping, duplicates=Duplicates.SKIP), (*guessed, said)

    def _split_of(self) -> SplitOf | None:
        """Later rows are assigned by the seed and the shares that the project was split with."""
        record = self._project.record()
        return splitter(record.split) if record.split else None

    def _add_labels(self, path: Path, mapping: Mapping, context: JobContext) -> tuple[Label, ...]:
        task = self._project.task()
        names = _unknown_labels(path, mapping, task, context)
        if not names:
            return ()
        grown = task.with_labels(names)
        self._project.save_task(grown, self._clock.now())
        return grown.labels[len(task.labels) :]


class _Reading:
    """One file being read, and what is counted on the way."""

    def __init__(
        self, path: Path, table: Table, task: Task, mapping: Mapping, context: JobContext
    ) -> None:
        self._path = path
        self._began = _state_of(path)
        self._table = table
        self._context = context
        self.reader = RowReader(task, mapping, table.columns)
        self.left_out = LeftOutList()
        self.imported = 0

    def rows(self) -> Iterator[NewExample]:
        for count, cells in enumerate(self._table.rows()):
            if count % _ROWS_PER_REPORT == 0:
                self._context.report(*self._table.position())
            row = cells if isinstance(cells, LeftOut) else self.reader.read(*cells)
            if isinstance(row, LeftOut):
                self.left_out.add(row)
            else:
                yield self._new(row)
        if _state_of(self._path) != self._began:
            raise _changed(self._path)
        if not self.imported:
            raise no_rows(self._path, self.left_out.reasons)
        self._context.check()

    def _new(self, row: Row) -> NewExample:
        self.imported += 1
        return NewExample(row.text, row.metadata, row.split, row.answer, row.line, row.evidence)


def _state_of(path: Path) -> tuple[int, int]:
    """What tells that a file was written to: its size, and when that was done last."""
    try:
        state = path.stat()
    except OSError as error:
        raise cannot_read(path, error) from error
    return state.st_size, state.st_mtime_ns


def _changed(path: Path) -> AppError:
    return AppError(
        f"{path.name} was changed while it was read.",
        "Nothing of it was imported. Import it again when no other program writes to it.",
    )


def _unknown_labels(
    path: Path, mapping: Mapping, task: Task, context: JobContext
) -> tuple[str, ...]:
    """Names in the answer column that are no labels yet, in the order of the file; spellings that
    differ in case or space count once. Raises AppError when they are too many to be labels."""
    with open_table(path, mapping) as table:
        reader = RowReader(task, mapping, table.columns)
        for count, cells in enumerate(table.rows()):
            if count % _ROWS_PER_REPORT == 0:
                context.report(*table.position())
            if not isinstance(cells, LeftOut):
                reader.read(*cells)
    names = tuple({fold(name): name for name in reversed(reader.unknown)}.values())[::-1]
    if len(names) > _MOST_NEW_LABELS:
        raise AppError(
            f"“{mapping.answer}” holds {len(names):,} different values that are no labels.",
            f"A project takes up to {_MOST_NEW_LABELS:,} new labels at once."
            " Choose the column that holds the labels, or leave unknown ones unlabelled.",
        )
    return names
