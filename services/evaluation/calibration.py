"""How well the vote share of several samples tells right answers from wrong ones."""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from services.domain.prediction import PredictionState
from services.evaluation.records import CoveragePoint, Reliability, VoteBin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.evaluation.records import ScoredRow

BINS = 10
_HAIR = 1e-9
"""Shares such as 3 / 10 stand for the upper end of their bin, whatever the last bit says."""


def reliability(rows: Sequence[ScoredRow]) -> Reliability | None:
    """Bins, calibration error and coverage; None where no answered row has a gold answer.

    The expected calibration error is the mean of |accuracy - vote share| over ten bins of equal
    width, weighted by their rows: Guo et al. (2017), On calibration of modern neural networks.
    """
    counted = [row for row in rows if row.counted]
    answered = [row for row in counted if row.state is PredictionState.ANSWERED]
    if not answered:
        return None
    bins = tuple(_bin(at, answered) for at in range(BINS))
    error = sum(
        each.rows * abs(each.right / each.rows - each.share) for each in bins if each.share
    ) / len(answered)
    return Reliability(bins, error, _coverage(answered), len(counted))


def _bin(at: int, rows: Sequence[ScoredRow]) -> VoteBin:
    inside = [row for row in rows if max(ceil(row.share * BINS - _HAIR), 1) - 1 == at]
    share = sum(row.share for row in inside) / len(inside) if inside else None
    right = sum(row.right for row in inside)
    return VoteBin(at / BINS, (at + 1) / BINS, len(inside), right, share)


def _coverage(rows: Sequence[ScoredRow]) -> tuple[CoveragePoint, ...]:
    points: list[CoveragePoint] = []
    taken = right = 0
    ordered = sorted(rows, key=lambda row: -row.share)
    for share, group in groupby(ordered, key=lambda row: row.share):
        alike = list(group)
        taken, right = taken + len(alike), right + sum(row.right for row in alike)
        points.append(CoveragePoint(share, taken, right))
    return tuple(points)
