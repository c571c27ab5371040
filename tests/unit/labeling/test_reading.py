"""Words read by type: one form for numbers and dates, nothing guessed, nothing lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.labeling.dates import date_of
from services.labeling.reading import read_words

WHOLE = {"type": "integer"}
NUMBER = {"type": ["number", "null"]}
DATE = {"type": "string", "format": "date"}
CHOICE = {"enum": ["Spotify", 3, None]}


@pytest.mark.parametrize(
    ("rules", "words", "value"),
    [
        (WHOLE, "1 791", 1791),
        (WHOLE, "1\u202f791", 1791),
        (WHOLE, "1,791,000", 1791000),
        (WHOLE, " -3\n", -3),
        (WHOLE, "１７９１", 1791),
        (WHOLE, "Four", 4),
        (WHOLE, "1.5", "1.5"),
        (WHOLE, "1 79", "1 79"),
        (WHOLE, "soon", "soon"),
        (NUMBER, "1 791,5", 1791.5),
        (NUMBER, "€ 1,791.50", 1791.5),
        (NUMBER, "1.791,50 €", 1791.5),
        (NUMBER, "1,2,3.4", "1,2,3.4"),
        (NUMBER, "7", 7),
        (NUMBER, "nan", "nan"),
        (NUMBER, "1e999", "1e999"),
        (WHOLE, "9" * 5000, "9" * 5000),
        (DATE, "3 May 2026", "2026-05-03"),
        (DATE, "May 3rd, 2026", "2026-05-03"),
        (DATE, "2026년 5월 3일", "2026-05-03"),
        (DATE, "2026/5/3", "2026-05-03"),
        (DATE, "25/12/2026", "2026-12-25"),
        (DATE, "30 February 2026", "30 February 2026"),
        (CHOICE, "spotify", "Spotify"),
        (CHOICE, "3", 3),
        ({"type": "boolean"}, "Yes", True),
        ({"type": "string"}, " two\n  lines ", "two lines"),
    ],
)
def test_words_as_values(rules: dict[str, Any], words: str, value: object) -> None:
    found = read_words(rules, words)
    assert (found.value, type(found.value)) == (value, type(value))


@pytest.mark.parametrize(
    ("rules", "words"), [(NUMBER, "1,791"), (DATE, "3/5/2026"), (DATE, "03.05.2026")]
)
def test_what_can_be_meant_in_two_ways_is_not_guessed(rules: dict[str, Any], words: str) -> None:
    found = read_words(rules, words)
    assert found.value == words
    assert found.problem.startswith("This can be read in two ways: write ")


@given(st.integers(-(10**15), 10**15), st.sampled_from([" ", ",", ".", "\u00a0", "'"]))
def test_whole_numbers_are_read_however_they_are_grouped(number: int, sign: str) -> None:
    grouped = f"{number:,}".replace(",", sign)
    assert read_words(WHOLE, grouped).value == number


@given(
    st.dates(date(1000, 1, 1)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y"])
)
def test_dates_are_read_however_they_are_written(day: date, written: str) -> None:
    assert date_of(day.strftime(written)).iso == day.isoformat()


@given(st.text(), st.sampled_from([WHOLE, NUMBER, DATE, CHOICE, {"type": "boolean"}, {}]))
def test_no_words_are_too_odd(words: str, rules: dict[str, Any]) -> None:
    value = read_words(rules, words).value
    assert read_words(rules, str(value)).value == value
