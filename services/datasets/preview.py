"""The first rows of a file as they will be read, and what was guessed about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from services.datasets.column_guess import ColumnGuess
from services.datasets.delimited import quotes_swallow
from services.datasets.opening import Form, look, open_table
from services.datasets.records import LeftOut, no_rows
from services.datasets.rows import Row, RowReader
from services.datasets.source import FileKind

if TYPE_CHECKING:
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.table import Cells, Table
    from services.domain.task import Task

PREVIEWED = 50
_SAMPLED = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of a file would do.

    `mapping` is complete, but for `text`, which is empty when no column looks like one; then there
    are no `rows`. `form` says what else could be chosen. `rows` and `left_out` come from the first
    PREVIEWED rows. `unknown` counts answers there that name no label. `cells` are the same rows as
    they stand in the file. `quotes_swallow` says that quotes of the file may be no quotes.
    """

    form: Form
    mapping: Mapping
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    cells: tuple[tuple[str, ...], ...]
    left_out: tuple[LeftOut, ...]
    unknown: Counter[str]
    guessed: tuple[str, ...]
    quotes_swallow: bool = False

    @property
    def kind(self) -> FileKind:
        return self.form.kind


def complete(path: Path, task: Task, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping with all that it leaves open guessed, and what was guessed, in words.

    Raises AppError for a file that cannot be imported.
    """
    form = look(path, mapping)
    if form.mapping.text:
        return form.mapping, form.guessed
    with open_table(path, form.mapping) as table:
        return _with_columns(path, task, form, table, list(islice(table.rows(), _SAMPLED)))


def preview(path: Path, task: Task, mapping: Mapping) -> Preview:
    """Read the first rows. Raises AppError for a file that cannot be imported."""
    form = look(path, mapping)
    mapping, guessed = form.mapping, form.guessed
    with open_table(path, mapping) as table:
        found = list(islice(table.rows(), _SAMPLED))
        if not mapping.text:
            mapping, guessed = _with_columns(path, task, form, table, found)
        columns, found = tuple(table.columns), found[:PREVIEWED]
    for row in found:
        if not isinstance(row, LeftOut):
            row[1].extend([""] * (len(columns) - len(row[1])))
    shown = Preview(form, mapping, columns, (), _cells(found), _left_out(found), Counter(), guessed)
    if form.kind is FileKind.DELIMITED and mapping.quoting:
        shown = replace(shown, quotes_swallow=quotes_swallow(path, mapping))
    if not mapping.text:
        return shown
    reader = RowReader(task, mapping, columns)
    read = [row if isinstance(row, LeftOut) else reader.read(*row) for row in found]
    return replace(
        shown,
        rows=tuple(row for row in read if isinstance(row, Row)),
        left_out=tuple(row for row in read if isinstance(row, LeftOut)),
        unknown=reader.no_labels,
    )


def _with_columns(
    path: Path, task: Task, form: Form, table: Table, found: list[Cells | LeftOut]
) -> tuple[Mapping, tuple[str, ...]]:
    sample = [row[1] for row in found if not isinstance(row, LeftOut)]
    if not sample:
        raise no_rows(path, Counter(row.reason for row in _left_out(found)))
    guess = ColumnGuess(table.columns, sample, task, table.answers)
    mapping, more = guess.complete(form.mapping)
    return mapping, form.guessed + more


def _cells(found: list[Cells | LeftOut]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row[1]) for row in found if not isinstance(row, LeftOut))


def _left_out(found: list[Cells | LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(row for row in found if isinstance(row, LeftOut))
