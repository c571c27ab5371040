from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.prompts.record_reply import RecordReply, without_trailing_commas

SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "year": {"type": "integer"}},
    "required": ["name"],
}
RECORD = {"name": "Ada", "year": 1843}


@pytest.mark.parametrize(
    ("reply", "repaired"),
    [
        ('{"name": "Ada", "year": 1843}', False),
        ('\n{"name":"Ada","year":1843}\n', False),
        ('```json\n{"name": "Ada", "year": 1843}\n```', False),
        ('```\n{"name": "Ada", "year": 1843}\n```', False),
        ('Here it is:\n```json\n{"name": "Ada", "year": 1843}\n```\nAnything else?', False),
        ('{"name": "Ada", "year": 1843, "name": "Ada"}', False),
        ('```json {"name": "Ada", "year": 1843}```', False),
        ('```{"name": "Ada", "year": 1843}```', False),
        ('\ufeff{"name": "Ada", "year": 1843}', False),
        ('{"name": "Ada", "year": 1843,}', True),
        ('```json\n{"name": "Ada",\n "year": 1843,\n}\n```', True),
    ],
)
def test_finds_the_record(reply: str, repaired: bool) -> None:
    assert RecordReply(SCHEMA).read(reply) == (RECORD, "", repaired)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("", "empty"),
        ("Ada, in 1843", "not JSON"),
        ('{"name": "Ada"', "not JSON"),
        ("{'name': 'Ada'}", "not JSON"),
        ('{"name": "Ada", "year": NaN}', "not JSON"),
        ('{"name": "\\ud800"}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"name": "Ada", "name": "Bob"}', "two things of “name”"),
        ('["Ada"]', "not a record"),
        ('"Ada"', "not a record"),
        ('{"year": 1843}', "'name' is a required property"),
        ('{"name": "Ada", "year": "1843"}', "at year"),
        ('```json\n{"name": "Ada"}\n```\n```json\n{"name": "Bob"}\n```', "not JSON"),
    ],
)
def test_never_guesses(reply: str, why: str) -> None:
    value, problem, _ = RecordReply(SCHEMA).read(reply)
    assert value is None
    assert why in problem


def test_a_fence_inside_a_value_is_part_of_it() -> None:
    record, _, _ = RecordReply(SCHEMA).read('{"name": "see ```Ada``` there"}')
    assert record == {"name": "see ```Ada``` there"}


def test_a_reference_to_elsewhere_is_not_fetched() -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": "http://localhost:1/x.json"}}}
    value, problem, _ = RecordReply(schema).read('{"a": 1}')
    assert value is None
    assert "not in it" in problem


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='a,}]{["\\'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet=',}"'), inner),
)


@given(json_values)
def test_valid_json_has_no_trailing_commas_to_take_away(value: object) -> None:
    text = json.dumps(value)
    assert without_trailing_commas(text) == text
