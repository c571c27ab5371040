"""A file as rows of cells, whatever its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from services.datasets.records import LeftOut
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cells = tuple[int, list[str]]
"""The line (in Excel the row) on which a row begins, and its cells, one for each column."""


class Table(Protocol):
    """An open file. `columns` may grow while rows are read; cells stand in their order.
    `answers` names columns that hold answers by the layout of the file, the main one first."""

    columns: list[str]

    @property
    def answers(self) -> Sequence[str]: ...

    def rows(self) -> Iterator[Cells | LeftOut]:
        """The rows after the header, one after another, and what could not be read."""
        ...

    def position(self) -> tuple[int, int | None]:
        """How far the file is read, of how much: bytes, or rows in Excel."""
        ...

    def close(self) -> None: ...


def named_columns(cells: Iterable[str]) -> list[str]:
    """Column names: trimmed, nameless ones numbered, and each one different."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        stem = " ".join(cell.split()) or f"column {place}"
        name, count = stem, 1
        while fold(name) in taken:
            count += 1
            name = f"{stem} ({count})"
        taken.add(fold(name))
        names.append(name)
    return names


def is_number(text: str) -> bool:
    """Whether a cell holds a number, written as programs write it."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def fitted(line: int, cells: list[str], width: int) -> Cells | LeftOut:
    """Cells brought to the width of the header: missing ones are empty, extra ones an error."""
    extra = len(cells) - width
    if extra > 0:
        if any(cells[width:]):
            return LeftOut(line, f"It has {len(cells)} cells, the table has {width} columns.")
        del cells[width:]
    elif extra < 0:
        cells.extend([""] * -extra)
    return line, cells
