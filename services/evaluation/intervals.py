"""How sure a share is."""

from __future__ import annotations

from math import sqrt

from services.evaluation.records import Interval

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
