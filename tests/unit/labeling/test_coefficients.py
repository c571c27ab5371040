"""Kappa and alpha against published worked examples, and kappa against scikit-learn."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from services.labeling.coefficients import Undefined, cohen_kappa, krippendorff_alpha


def units(*observers: str) -> list[list[str]]:
    """One text per observer, a character per unit, "." where an answer is missing."""
    return [[value for value in column if value != "."] for column in zip(*observers, strict=True)]


def table(yes: int, yes_no: int, no_yes: int, no: int) -> list[tuple[str, str]]:
    return [("y", "y")] * yes + [("y", "n")] * yes_no + [("n", "y")] * no_yes + [("n", "n")] * no


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A, B and C.
@pytest.mark.parametrize(
    ("observers", "value"),
    [
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
)
def test_alpha_as_published(observers: tuple[str, ...], value: float) -> None:
    assert krippendorff_alpha(units(*observers)).value == pytest.approx(value, abs=0.0005)


# Two tables of the same share of agreement, 60 of 100, and different margins:
# https://en.wikipedia.org/wiki/Cohen%27s_kappa, section "Same percentages but different numbers".
@pytest.mark.parametrize(
    ("counts", "value"),
    [((20, 5, 10, 15), 0.4), ((45, 15, 25, 15), 0.1304), ((25, 35, 5, 35), 0.2593)],
)
def test_kappa_as_published(counts: tuple[int, int, int, int], value: float) -> None:
    assert cohen_kappa(table(*counts)).value == pytest.approx(value, abs=0.00005)


answers = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1)


@given(answers)
@settings(max_examples=60, deadline=None)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    found = cohen_kappa(pairs, interval=False)
    values = {value for pair in pairs for value in pair}
    if len(values) == 1:
        assert (found.value, found.undefined) == (None, Undefined.ONE_VALUE)
        return
    expected = cohen_kappa_score([one for one, _ in pairs], [two for _, two in pairs])
    assert found.value == pytest.approx(expected)


@given(st.lists(st.text("abc", max_size=4), max_size=12))
@settings(max_examples=60, deadline=None)
def test_alpha_is_that_of_the_coincidence_matrix(written: list[str]) -> None:
    """Section C of the paper step by step: every ordered pair within a unit, over m − 1."""
    coincidences: Counter[tuple[str, str]] = Counter()
    for unit in written:
        for pair in permutations(unit, 2):
            coincidences[pair] += 1 / (len(unit) - 1)  # pyright: ignore[reportArgumentType]
    totals = Counter[str]()
    for (value, _), amount in coincidences.items():
        totals[value] += amount
    found = krippendorff_alpha([list(unit) for unit in written], interval=False)
    if len(totals) < 2:
        assert found.value is None
        return
    n = sum(totals.values())
    same = sum(amount for (one, two), amount in coincidences.items() if one == two)
    by_chance = sum(amount * (amount - 1) for amount in totals.values())
    expected = ((n - 1) * same - by_chance) / (n * (n - 1) - by_chance)
    assert found.value == pytest.approx(expected)


def test_what_has_no_value_says_why() -> None:
    assert cohen_kappa([]).undefined is Undefined.NO_OVERLAP
    assert krippendorff_alpha([["a"], []]).undefined is Undefined.NO_OVERLAP
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]).undefined is Undefined.ONE_VALUE


def test_the_interval_is_near_the_analytic_one() -> None:
    """Standard error of kappa by Fleiss, Cohen and Everitt (1969) for the table of 100."""
    found = cohen_kappa(table(45, 15, 25, 15))
    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    half = 1.96 * 0.0987
    assert found.low == pytest.approx(found.value - half, abs=0.03)
    assert found.high == pytest.approx(found.value + half, abs=0.03)


def test_no_interval_over_few_examples_or_where_all_agree() -> None:
    assert cohen_kappa(table(5, 1, 2, 6)).low is None
    assert cohen_kappa(table(50, 0, 0, 50)).low is None
    assert cohen_kappa(table(50, 0, 0, 50)).value == 1
