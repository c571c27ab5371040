"""How sure a share, or the difference of two shares, is."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from services.evaluation.records import Interval

if TYPE_CHECKING:
    from services.evaluation.records import Difference

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


def wilson(right: int, total: int) -> Interval | None:
    """The 95 % score interval of a share; None when `total` is 0.

    Wilson (1927), Probable inference, the law of succession, and statistical inference, without
    correction for continuity.
    """
    if not total:
        return None
    share = right / total
    spread = Z_95**2 / total
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    # At 0 and at all right the bound is the share itself; floating point may miss it by a hair.
    low = 0.0 if right == 0 else max(0.0, centre - half)
    high = 1.0 if right == total else min(1.0, centre + half)
    return Interval(low, high)


def newcombe(found: Difference) -> Interval | None:
    """The 95 % interval of the difference of two shares of the same rows; None without a row.

    Newcombe (1998), Improved confidence intervals for the difference between binomial proportions
    based on paired data, Statistics in Medicine 17, 2635-2650: method 10, which joins the two
    Wilson intervals by the correlation of the pairs.
    """
    mine = wilson(found.right_in_run, found.rows)
    other = wilson(found.right_in_baseline, found.rows)
    if mine is None or other is None:
        return None
    first, second = found.right_in_run / found.rows, found.right_in_baseline / found.rows
    phi = _correlation(found)
    return Interval(
        first - second - _joined(first - mine.low, other.high - second, phi),
        first - second + _joined(mine.high - first, second - other.low, phi),
    )


def _joined(one: float, other: float, phi: float) -> float:
    return sqrt(max(0.0, one**2 - 2 * phi * one * other + other**2))


def _correlation(found: Difference) -> float:
    """Of the pairs, corrected for continuity where it is positive; 0 where a margin is empty."""
    both = found.right_in_run - found.only_run
    neither = found.rows - both - found.only_run - found.only_baseline
    margins = (
        found.right_in_run
        * (found.rows - found.right_in_run)
        * found.right_in_baseline
        * (found.rows - found.right_in_baseline)
    )
    if not margins:
        return 0.0
    cross = both * neither - found.only_run * found.only_baseline
    if cross > 0:
        cross = max(cross - found.rows / 2, 0.0)
    return cross / sqrt(margins)
