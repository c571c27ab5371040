from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.prompts.comparison import LinePair, compare, unified

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


def test_what_changed_stands_beside_each_other() -> None:
    pairs = compare(["one", "two", "three"], ["one", "2", "3", "three", "four"])
    assert pairs == [
        LinePair("one", "one"),
        LinePair("two", "2"),
        LinePair(None, "3"),
        LinePair("three", "three"),
        LinePair(None, "four"),
    ]
    assert unified(pairs) == [
        LinePair("one", "one"),
        LinePair("two", None),
        LinePair(None, "2"),
        LinePair(None, "3"),
        LinePair("three", "three"),
        LinePair(None, "four"),
    ]


@given(LINES, LINES)
def test_both_texts_are_whole_in_either_form(old: list[str], new: list[str]) -> None:
    pairs = compare(old, new)
    for form in (pairs, unified(pairs)):
        assert [pair.old for pair in form if pair.old is not None] == old
        assert [pair.new for pair in form if pair.new is not None] == new
