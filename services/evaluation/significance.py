"""Whether a difference between runs over the same rows is more than chance."""

from __future__ import annotations

from math import ceil, exp, lgamma, log, sqrt
from typing import TYPE_CHECKING

from services.evaluation.intervals import Z_95

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = 0.05
"""Below this a difference is called one."""
USUAL_DIFFERING = 0.2
"""The share of rows on which two runs are taken to differ, where a gap is planned for."""


def mcnemar(only_run: int, only_baseline: int) -> float:
    """The two-sided p of the exact McNemar test; 1 where the runs differ on no row.

    The binomial test of the rows that only one of two runs has right. McNemar (1947), Note on the
    sampling error of the difference between correlated proportions or percentages.
    """
    total, fewer = only_run + only_baseline, min(only_run, only_baseline)
    if 2 * fewer == total:
        return 1.0
    tail = sum(exp(_log_share(total, each)) for each in range(fewer + 1))
    return min(1.0, 2 * tail)


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """P values adjusted for their number, in the given order.

    Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    adjusted = [0.0] * len(values)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, (len(values) - rank) * values[at]))
        adjusted[at] = highest
    return tuple(adjusted)


def smallest_gap(rows: int, differing: float = USUAL_DIFFERING) -> float:
    """The difference of accuracy under which `rows` rows cannot tell two runs apart, that differ
    on a share `differing` of them: z √(differing / rows), McNemar's test by the normal
    distribution."""
    return min(1.0, Z_95 * sqrt(differing / rows)) if rows else 1.0


def rows_to_see(gap: float, differing: float = USUAL_DIFFERING) -> int:
    """How many rows it takes to see a difference of accuracy of `gap`: `smallest_gap` turned."""
    return ceil(differing * (Z_95 / gap) ** 2)


def _log_share(total: int, number: int) -> float:
    """The logarithm of the chance of `number` heads in `total` throws of a fair coin."""
    ways = lgamma(total + 1) - lgamma(number + 1) - lgamma(total - number + 1)
    return ways - total * log(2)
