"""Measures over labels: per label, macro-F1 and the confusion grid."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from services.evaluation.ratios import ratios
from services.evaluation.records import Cell, LabelMeasures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.evaluation.records import ScoredRow


def confusion(rows: Iterable[ScoredRow]) -> dict[Cell, int]:
    """Counted rows by gold and predicted label id; None predicted: unparsable or refused."""
    pairs = Counter((row.gold, row.predicted) for row in rows if row.counted)
    return {
        Cell(gold, predicted if isinstance(predicted, str) else None): number
        for (gold, predicted), number in pairs.items()
        if isinstance(gold, str)
    }


def per_label(labels: Sequence[str], grid: Mapping[Cell, int]) -> tuple[LabelMeasures, ...]:
    """Each label in the task's order; ids that the task no longer has follow."""
    support: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    for cell, number in grid.items():
        support[cell.gold] += number
        if cell.predicted is not None:
            predicted[cell.predicted] += number
    others = sorted((support.keys() | predicted.keys()) - set(labels))
    return tuple(
        _label(each, support[each], predicted[each], grid.get(Cell(each, each), 0))
        for each in (*labels, *others)
    )


def _label(label: str, support: int, predicted: int, right: int) -> LabelMeasures:
    return LabelMeasures(
        label, support, predicted, right, ratios(right, predicted, support, "label")
    )


def macro_f1(measures: Iterable[LabelMeasures]) -> float | None:
    """The plain mean of F1 over labels that are in a gold answer or a prediction.

    The same as `sklearn.metrics.f1_score(average="macro")` over those labels.
    """
    found = [each.ratios.f1 for each in measures if each.ratios.f1 is not None]
    return sum(found) / len(found) if found else None
