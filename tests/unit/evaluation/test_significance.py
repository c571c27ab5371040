from __future__ import annotations

import random

import pytest
from scipy.stats import binomtest

from services.evaluation.intervals import newcombe
from services.evaluation.records import Difference
from services.evaluation.significance import holm, mcnemar, rows_to_see, smallest_gap


def _pairs(both: int, only_run: int, only_baseline: int, neither: int) -> Difference:
    rows = both + only_run + only_baseline + neither
    return Difference(rows, both + only_run, both + only_baseline, only_run, only_baseline)


@pytest.mark.parametrize("total", [1, 2, 8, 24, 301, 5000])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.45, 0.5, 0.98])
def test_mcnemar_is_the_binomial_test_of_scipy(total: int, share: float) -> None:
    one = round(total * share)
    theirs = binomtest(one, total).pvalue
    assert mcnemar(one, total - one) == pytest.approx(theirs, rel=1e-8, abs=1e-300)


def test_runs_that_differ_nowhere_show_no_difference() -> None:
    assert mcnemar(0, 0) == 1


def test_a_small_table_is_counted_out() -> None:
    """Of eight pairs that differ, one is on the weaker side: 2 (1 + 8) of 256 ways."""
    assert mcnemar(1, 7) == pytest.approx(18 / 256)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [((1, 1, 7, 12), -0.5069, -0.0256), ((59, 6, 16, 80), -0.1186, -0.0046)],
)
def test_the_interval_of_the_difference_is_that_of_published_tables(
    table: tuple[int, int, int, int], low: float, high: float
) -> None:
    """Method 10 for two tables of Fagerland, Lydersen and Laake (2017), Statistical analysis of
    contingency tables, chapter 8: the larger one as its R package `contingencytables` gives it,
    the smaller one computed from scipy's Wilson intervals by the formula."""
    found = newcombe(_pairs(*table))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize("seed", range(20))
def test_the_interval_holds_the_difference_and_stays_within_bounds(seed: int) -> None:
    chance = random.Random(seed)
    pairs = _pairs(*(chance.choice([0, 1, 5, 80]) for _ in range(4)))
    found = newcombe(pairs)
    assert found is not None
    assert pairs.accuracy is not None
    assert -1 <= found.low <= pairs.accuracy <= found.high <= 1


def test_without_a_row_there_is_no_interval() -> None:
    assert newcombe(Difference(0, 0, 0, 0, 0)) is None


def test_holm_steps_down() -> None:
    """The values that `p.adjust(method = "holm")` gives in R."""
    assert holm((0.01, 0.04, 0.03, 0.05, 0.02)) == pytest.approx((0.05, 0.09, 0.09, 0.09, 0.08))
    assert holm((0.6, 0.9)) == (1.0, 1.0)
    assert holm(()) == ()


def test_a_smaller_gap_needs_more_rows() -> None:
    assert round(100 * smallest_gap(120)) == 8
    assert rows_to_see(0.05) == 308
    assert smallest_gap(rows_to_see(0.05)) <= 0.05 < smallest_gap(rows_to_see(0.05) - 1)
    assert smallest_gap(0) == 1
