"""Intervals and tests are those of statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from services.evaluation.intervals import wilson
from services.evaluation.significance import holm, mcnemar

TABLES = [(80, 10, 4, 6), (59, 6, 16, 80), (1, 1, 7, 12), (400, 31, 31, 38), (10, 0, 9, 1)]


@pytest.mark.parametrize(("right", "total"), [(0, 9), (7, 9), (98, 120), (4990, 5000)])
def test_the_interval_of_an_accuracy(right: int, total: int) -> None:
    ours = wilson(right, total)
    low, high = proportion_confint(right, total, method="wilson")
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("both", "only_run", "only_baseline", "neither"), TABLES)
def test_the_comparison_of_two_runs(
    both: int, only_run: int, only_baseline: int, neither: int
) -> None:
    theirs = vars(their_mcnemar([[both, only_run], [only_baseline, neither]], exact=True))
    assert mcnemar(only_run, only_baseline) == pytest.approx(theirs["pvalue"], rel=1e-9)


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_the_adjustment_for_a_sweep(count: int) -> None:
    values = np.random.default_rng(count).uniform(0, 0.2, count)
    theirs = multipletests(values, method="holm")[1]
    assert holm(values.tolist()) == pytest.approx(theirs.tolist(), rel=1e-12)
