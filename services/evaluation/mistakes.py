"""The rows behind a number: what a run got wrong, or what is in a cell of the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.evaluation.records import Cell, ScoredRow


def mistakes(rows: Iterable[ScoredRow], cell: Cell | None = None) -> tuple[ScoredRow, ...]:
    """The counted rows that are wrong; of a `cell`, all its rows, right ones on the diagonal."""
    counted = (row for row in rows if row.counted)
    if cell is None:
        return tuple(row for row in counted if not row.right)
    return tuple(
        row for row in counted if row.gold == cell.gold and row.predicted == cell.predicted
    )
