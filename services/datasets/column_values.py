"""The different values of each column of a file, to take the labels of a new project from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.datasets.column_names import ANSWER
from services.datasets.mapping import Mapping
from services.datasets.opening import guess_form, open_table
from services.datasets.records import LeftOut
from services.datasets.rows import answers_in
from services.domain.errors import AppError
from services.domain.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    from services.jobs import JobContext

MOST_VALUES = 500
LONGEST_LABEL = 200
_ROWS_PER_REPORT = 1000


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """`values` are trimmed, in the order in which they first appear, each spelling in case once."""

    name: str
    values: tuple[str, ...]


def label_columns(path: Path, context: JobContext | None = None) -> tuple[ColumnValues, ...]:
    """The columns that could hold labels: 1 to MOST_VALUES short values; likely names come first.

    Reads the whole file. Raises AppError when it cannot be read or has no such column.
    """
    form, _ = guess_form(path, Mapping())
    with open_table(path, form) as table:
        found: list[dict[str, str] | None] = []
        for count, row in enumerate(table.rows()):
            if context is not None and count % _ROWS_PER_REPORT == 0:
                context.report(*table.position())
            if isinstance(row, LeftOut):
                continue
            found.extend({} for _ in range(len(row[1]) - len(found)))
            for place, cell in enumerate(row[1]):
                for value in answers_in(cell) or [cell.strip()]:
                    found[place] = _with(found[place], value)
        columns = [
            ColumnValues(name, tuple(values.values()))
            for name, values in zip(table.columns, found, strict=False)
            if values
        ]
    if not columns:
        raise AppError(
            f"No column of {path.name} looks like labels.",
            f"Labels are up to {MOST_VALUES} different short texts in one column. "
            "Choose another file, or type the labels.",
        )
    return tuple(sorted(columns, key=lambda column: fold(column.name) not in ANSWER))


def _with(values: dict[str, str] | None, cell: str) -> dict[str, str] | None:
    """The values with a cell added; None once there are too many or one is too long."""
    if values is None or not cell:
        return values
    values.setdefault(fold(cell), cell)
    too_much = len(cell) > LONGEST_LABEL or len(values) > MOST_VALUES
    return None if too_much else values
