from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from services.datasets.schema_guess import guess_schema, read_records, read_schema
from services.domain.errors import AppError

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
records = st.lists(
    st.dictionaries(st.text(), values, min_size=1, max_size=4), min_size=1, max_size=4
)


@given(records)
def test_the_guessed_schema_fits_every_record_and_reads_back(
    found: list[dict[str, Any]],
) -> None:
    schema = guess_schema(found)
    validator = Draft202012Validator(schema)
    assert all(validator.is_valid(record) for record in found)
    assert read_schema(json.dumps(schema)) == schema


def test_types_come_from_the_values() -> None:
    schema = guess_schema(
        [
            {
                "name": "Ada",
                "born": "1815-12-10",
                "height": 1,
                "tags": ["x"],
                "home": {"city": "L"},
            },
            {"name": None, "born": "1843-01-01", "height": 1.5, "alive": False, "tags": []},
        ]
    )
    assert schema == {
        "type": "object",
        "properties": {
            "name": {"type": ["string", "null"]},
            "born": {"type": "string", "format": "date"},
            "height": {"type": "number"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "home": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
            "alive": {"type": "boolean"},
        },
        "required": ["name", "born", "height", "tags"],
    }


def test_a_text_that_only_looks_like_a_date_stays_a_text() -> None:
    assert guess_schema([{"a": "2026-13-01"}])["properties"]["a"] == {"type": "string"}


def test_records_are_read_from_an_object_a_list_or_lines() -> None:
    assert read_records('{"a": 1}') == [{"a": 1}]
    assert read_records('[{"a": 1}, {"a": 2}]') == [{"a": 1}, {"a": 2}]
    assert read_records('{"a": 1}\n\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "There is nothing here yet."),
        ("{'a': 1}", "This is not JSON."),
        ('{"a": 1}\n{"a": }', "This is not JSON."),
        ('["a"]', "This is not a record."),
        ("[]", "This is not a record."),
        ("[" * 100_000, "This JSON is nested too deeply."),
    ],
)
def test_what_is_no_record_is_refused(text: str, title: str) -> None:
    with pytest.raises(AppError) as caught:
        read_records(text)
    assert caught.value.title == title


def test_a_record_without_fields_is_refused() -> None:
    with pytest.raises(AppError, match="no field"):
        guess_schema([{}, {}])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[1]", "This is not a JSON schema."),
        ('{"name": "Ada"}', "This is a record, not a JSON schema."),
        ('{"type": "objekt", "properties": {"a": {}}}', "This is not a JSON schema."),
        ('{"type": "object", "properties": {"a": {"type": "text"}}}', "This is not a JSON schema."),
        ('{"type": "array"}', "The schema does not describe a record."),
        ('{"type": "object", "properties": {}}', "The schema has no fields."),
    ],
)
def test_what_is_no_schema_of_a_record_is_refused(text: str, title: str) -> None:
    with pytest.raises(AppError) as caught:
        read_schema(text)
    assert caught.value.title == title


def test_the_place_of_the_mistake_is_named() -> None:
    with pytest.raises(AppError, match="properties › a › type"):
        read_schema('{"type": "object", "properties": {"a": {"type": "text"}}}')
    with pytest.raises(AppError, match="Line 2, column 10"):
        read_schema('{\n  "type" "object"}')
