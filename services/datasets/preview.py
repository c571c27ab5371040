"""The first rows of a file as they will be read, and what was guessed about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from services.datasets import excel
from services.datasets.column_guess import ColumnGuess
from services.datasets.opening import guess_form, open_table
from services.datasets.records import LeftOut, no_rows
from services.datasets.rows import Row, RowReader
from services.datasets.source import FileKind, kind_of

if TYPE_CHECKING:
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.table import Cells
    from services.domain.task import Task

PREVIEWED = 50
_SAMPLED = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of a file would do.

    `mapping` is complete, but for `text`, which is empty when no column looks like one; then there
    are no `rows`. `rows` and `left_out` come from the first PREVIEWED rows. `unknown` counts
    answers there that name no label. `cells` are the same rows as they stand in the file.
    """

    kind: FileKind
    mapping: Mapping
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    cells: tuple[tuple[str, ...], ...]
    left_out: tuple[LeftOut, ...]
    unknown: Counter[str]
    guessed: tuple[str, ...]
    sheets: tuple[str, ...] = ()


def complete(path: Path, task: Task, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping with all that it leaves open guessed, and what was guessed, in words.

    Raises AppError for a file that cannot be imported.
    """
    mapping, guessed = guess_form(path, mapping)
    if mapping.text:
        return mapping, guessed
    with open_table(path, mapping) as table:
        found = list(islice(table.rows(), _SAMPLED))
        sample = [row[1] for row in found if not isinstance(row, LeftOut)]
        if not sample:
            raise no_rows(path, Counter(row.reason for row in _left_out(found)))
        mapping, more = ColumnGuess(table.columns, sample, task).complete(mapping)
    return mapping, guessed + more


def preview(path: Path, task: Task, mapping: Mapping) -> Preview:
    """Read the first rows. Raises AppError for a file that cannot be imported."""
    mapping, guessed = complete(path, task, mapping)
    with open_table(path, mapping) as table:
        found = list(islice(table.rows(), PREVIEWED))
        columns = tuple(table.columns)
    kind = kind_of(path)
    sheets = excel.sheet_names(path) if kind is FileKind.EXCEL else ()
    shown = Preview(
        kind, mapping, columns, (), _cells(found), _left_out(found), Counter(), guessed, sheets
    )
    if not mapping.text:
        return shown
    reader = RowReader(task, mapping, columns)
    read = [row if isinstance(row, LeftOut) else reader.read(*row) for row in found]
    return replace(
        shown,
        rows=tuple(row for row in read if isinstance(row, Row)),
        left_out=tuple(row for row in read if isinstance(row, LeftOut)),
        unknown=reader.unknown,
    )


def _cells(found: list[Cells | LeftOut]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row[1]) for row in found if not isinstance(row, LeftOut))


def _left_out(found: list[Cells | LeftOut]) -> tuple[LeftOut, ...]:
    return tuple(row for row in found if isinstance(row, LeftOut))
