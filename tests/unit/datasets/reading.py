"""Reading a whole file in a test."""

from __future__ import annotations

from pathlib import Path

from services.datasets.mapping import Mapping
from services.datasets.opening import guess_form, open_table
from services.datasets.records import LeftOut

DATA = Path(__file__).parents[2] / "fixtures" / "data"


def read(path: Path, mapping: Mapping | None = None) -> tuple[list[str], list[list[str]]]:
    """Columns and rows of a file of which all rows can be read."""
    columns, rows, left_out = read_all(path, mapping)
    assert not left_out
    return columns, rows


def read_all(
    path: Path, mapping: Mapping | None = None
) -> tuple[list[str], list[list[str]], list[LeftOut]]:
    mapping, _ = guess_form(path, mapping or Mapping())
    with open_table(path, mapping) as table:
        found = list(table.rows())
        return (
            table.columns,
            [row[1] for row in found if not isinstance(row, LeftOut)],
            [row for row in found if isinstance(row, LeftOut)],
        )
