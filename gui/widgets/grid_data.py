"""What a confusion grid shows: labels on both axes and the rows in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.evaluation.records import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class GridData:
    """Labels are (id, name) in order, gold down and predicted across.

    A last column takes the rows without a predicted label, under the name `no_label`; it is left
    out where there are none.
    """

    def __init__(
        self, labels: Sequence[tuple[str, str]], counts: Mapping[Cell, int], no_label: str
    ) -> None:
        self._ids = [label_id for label_id, _ in labels]
        places: dict[str | None, int] = {each: at for at, each in enumerate(self._ids)}
        places[None] = len(labels)
        self.filled = {
            (places[cell.gold], places[cell.predicted]): number for cell, number in counts.items()
        }
        self.row_names = tuple(name for _, name in labels)
        some_unlabelled = any(cell.predicted is None for cell in counts)
        self.column_names = (*self.row_names, no_label) if some_unlabelled else self.row_names
        self.supports = self._supports()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.row_names), len(self.column_names)

    def cell(self, row: int, column: int) -> Cell:
        return Cell(self._ids[row], self._ids[column] if column < len(self._ids) else None)

    def count(self, row: int, column: int) -> int:
        return self.filled.get((row, column), 0)

    def share(self, row: int, column: int) -> float:
        """The share of the gold label's rows that are in the cell."""
        return self.count(row, column) / self.supports[row] if self.supports[row] else 0.0

    def _supports(self) -> tuple[int, ...]:
        totals = [0] * len(self.row_names)
        for (row, _), number in self.filled.items():
            totals[row] += number
        return tuple(totals)
