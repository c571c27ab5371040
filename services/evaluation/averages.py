"""Measures over all labels at once, from the confusion grid."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from services.evaluation.ratios import ratios
from services.evaluation.records import MeasureKind, MoreMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.evaluation.records import Cell, LabelMeasures


def averages(labels: Sequence[LabelMeasures], grid: Mapping[Cell, int]) -> tuple[MoreMeasure, ...]:
    """Micro-averages, balanced accuracy and Matthews' coefficient; () without a counted row."""
    rows = sum(grid.values())
    if not rows:
        return ()
    return (*_micro(labels, rows), _balanced(labels), _matthews(labels, rows))


def _micro(labels: Sequence[LabelMeasures], rows: int) -> tuple[MoreMeasure, ...]:
    """As `sklearn.metrics.f1_score(average="micro", labels=…)`, “no label” being no label."""
    right, predicted = sum(each.right for each in labels), sum(each.predicted for each in labels)
    found = ratios(right, predicted, rows, "run")
    reason = "" if predicted else "No reply gave a label."
    return (
        MoreMeasure(MeasureKind.MICRO_F1, found.f1),
        MoreMeasure(MeasureKind.MICRO_PRECISION, found.precision, reason),
        MoreMeasure(MeasureKind.MICRO_RECALL, found.recall),
    )


def _balanced(labels: Sequence[LabelMeasures]) -> MoreMeasure:
    """As `sklearn.metrics.balanced_accuracy_score`."""
    recalls = [each.ratios.recall for each in labels if each.ratios.recall is not None]
    return MoreMeasure(MeasureKind.BALANCED_ACCURACY, sum(recalls) / len(recalls))


def _matthews(labels: Sequence[LabelMeasures], rows: int) -> MoreMeasure:
    """As `sklearn.metrics.matthews_corrcoef`, “no label” being a label of its own.

    Gorodkin (2004), Comparing two K-category assignments by a K-category correlation coefficient.
    """
    predicted = [each.predicted for each in labels]
    predicted.append(rows - sum(predicted))
    spread_gold = rows**2 - sum(each.support**2 for each in labels)
    spread_found = rows**2 - sum(number**2 for number in predicted)
    if not spread_gold:
        return MoreMeasure(MeasureKind.MATTHEWS, None, "All gold answers are the same label.")
    if not spread_found:
        return MoreMeasure(MeasureKind.MATTHEWS, None, "All replies say the same.")
    right = sum(each.right for each in labels)
    together = right * rows - sum(each.support * each.predicted for each in labels)
    return MoreMeasure(MeasureKind.MATTHEWS, together / sqrt(spread_gold) / sqrt(spread_found))
