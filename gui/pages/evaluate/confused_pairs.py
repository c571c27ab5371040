"""The pairs of labels that a run confuses most, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.tables.columns import Column
from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.evaluation.records import Cell, Measures


def most_confused(measures: Measures) -> list[Cell]:
    """The cells off the diagonal that hold rows, the fullest first."""
    wrong = [cell for cell in measures.confusion if not cell.right]
    return sorted(wrong, key=lambda cell: (-measures.confusion[cell], cell.gold))


def pair_columns(
    name_of: Callable[[str], str], counts: Callable[[], Mapping[Cell, int]]
) -> tuple[Column, ...]:
    """Gold label, what it was taken for, and how many rows."""

    def predicted(cell: Cell) -> str:
        return tr("no label") if cell.predicted is None else name_of(cell.predicted)

    return (
        Column(tr("Gold answer"), 90, lambda cell: name_of(cell.gold), stretch=1),
        Column(tr("Taken for"), 90, predicted, stretch=1),
        Column(tr("Rows"), 54, lambda cell: f"{counts()[cell]:,}", right=True),
    )
