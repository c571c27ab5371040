from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.values import is_absent, same_value, value_key

NUMBER = {"type": "number"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}


@pytest.mark.parametrize("value", [None, "", "  ", "n/a", " N/A ", [], {}, [None, ""], {"a": None}])
def test_what_stands_for_nothing_is_absent(value: object) -> None:
    assert is_absent(value)
    assert value_key(value) is None


@pytest.mark.parametrize("value", [0, False, "0", "na", "null", [0], {"a": False}])
def test_zero_false_and_other_words_are_values(value: object) -> None:
    assert not is_absent(value)


@pytest.mark.parametrize(
    ("first", "second", "schema"),
    [
        (1, 1.0, None),
        (0.1, "0.10", NUMBER),
        ("1e3", 1000, NUMBER),
        ("caf\u00e9", "cafe\u0301 ", None),
        ("2024-01-05", "2024-01-05T00:00:00", DAY),
        ("2024-01-05T10:00:00+02:00", "2024-01-05T08:00:00Z", MOMENT),
        ("true", True, {"type": "boolean"}),
        (["b", "a", "a"], ["a", "b"], None),
        (["1", "2"], [2, 1], {"type": "array", "items": NUMBER}),
        ({"a": "x", "b": None}, {"a": " x "}, None),
        ({"a": {"n": "3"}}, {"a": {"n": 3}}, {"properties": {"a": {"properties": {"n": NUMBER}}}}),
        ("n/a", None, None),
        ("7", 7, {"type": ["integer", "null"]}),
    ],
)
def test_values_that_say_the_same(
    first: object, second: object, schema: dict[str, Any] | None
) -> None:
    assert same_value(first, second, schema)  # pyright: ignore[reportArgumentType]
    assert hash(value_key(first, schema)) == hash(value_key(second, schema))


@pytest.mark.parametrize(
    ("first", "second", "schema"),
    [
        (1, True, None),
        ("1", 1, None),
        ("Paris", "paris", None),
        ("twelve", 12, NUMBER),
        ("NaN", 0, NUMBER),
        (float("inf"), "0", NUMBER),
        ("05/01/2024", "2024-01-05", DAY),
        ("2024-01-05", "2024-01-06", DAY),
        (["a"], "a", None),
        ({"a": "x"}, {"a": "x", "b": "y"}, None),
        (0, None, None),
    ],
)
def test_values_that_differ(first: object, second: object, schema: dict[str, Any] | None) -> None:
    assert not same_value(first, second, schema)  # pyright: ignore[reportArgumentType]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_any_json_value_has_a_key_and_equals_itself(value: object) -> None:
    assert value_key(value) == value_key(value)
    assert (value_key(value) is None) == is_absent(value)


@given(st.text(), st.sampled_from([NUMBER, DAY, MOMENT, {"type": "boolean"}]))
def test_any_text_can_be_read_by_any_schema(text: str, schema: dict[str, Any]) -> None:
    hash(value_key(text, schema))
