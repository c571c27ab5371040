from __future__ import annotations

import pytest
from scipy.stats import binomtest

from services.evaluation.intervals import wilson


@pytest.mark.parametrize("total", [1, 7, 120, 5000])
@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 0.923, 1.0])
def test_the_interval_is_the_one_of_scipy(total: int, share: float) -> None:
    right = round(total * share)
    ours = wilson(right, total)
    theirs = binomtest(right, total).proportion_ci(method="wilson")
    assert ours is not None
    assert ours.low == pytest.approx(theirs.low, abs=1e-12)
    assert ours.high == pytest.approx(theirs.high, abs=1e-12)


def test_nothing_counted_has_no_interval() -> None:
    assert wilson(0, 0) is None
