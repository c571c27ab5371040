"""A schema as a list of fields and back, without losing what the list has no words for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.datasets.field_plans import FieldKind, FieldPlan, plans_of, schema_of
from services.datasets.schema_guess import checked_schema
from services.domain.errors import AppError

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["artist"],
    "properties": {
        "artist": {"type": "string", "pattern": "^[A-Z]", "minLength": 2, "description": "Who."},
        "year": {"type": ["integer", "null"], "minimum": 1600},
        "service": {"enum": ["Spotify", "Deezer"]},
        "days": {"type": "array", "items": {"type": "string", "format": "date"}, "minItems": 1},
        "songs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}},
                "required": ["title"],
                "additionalProperties": False,
            },
        },
        "size": {"anyOf": [{"type": "integer"}, {"enum": ["big"]}]},
    },
}

NAMES = st.sampled_from(["artist", "year", "place", "day", "kind"])


def _plans(inside: st.SearchStrategy[tuple[FieldPlan, ...]]) -> st.SearchStrategy[FieldPlan]:
    plain = st.builds(
        FieldPlan,
        NAMES,
        st.sampled_from([FieldKind.WHOLE, FieldKind.NUMBER, FieldKind.YES_NO, FieldKind.DATE]),
        *(st.booleans(), st.sampled_from(["", "What it is."]), st.booleans(), st.booleans()),
    )
    return st.one_of(
        plain,
        st.builds(lambda plan, text: replace(plan, kind=FieldKind.TEXT, pattern=text), plain,
                  st.sampled_from(["", "^[A-Z]"])),
        st.builds(lambda plan: replace(plan, kind=FieldKind.CHOICE, options=("a", "b")), plain),
        st.builds(lambda plan, fields: replace(plan, kind=FieldKind.RECORD, fields=fields), plain,
                  inside),
    )  # fmt: skip


def _lists(inside: st.SearchStrategy[tuple[FieldPlan, ...]]) -> st.SearchStrategy[Any]:
    return st.lists(_plans(inside), min_size=1, max_size=3, unique_by=lambda plan: plan.name).map(
        tuple
    )


LISTS = _lists(_lists(st.just((FieldPlan("inside"),))))


@given(LISTS)
def test_fields_make_a_schema_that_makes_the_fields(plans: tuple[FieldPlan, ...]) -> None:
    schema = checked_schema(schema_of(plans))
    assert plans_of(schema) == plans
    assert schema_of(plans_of(schema), schema) == schema


def test_an_untouched_schema_stays_as_it_was_written() -> None:
    assert schema_of(plans_of(SCHEMA), SCHEMA) == SCHEMA


def test_what_the_fields_have_no_words_for_is_kept() -> None:
    artist, year, service, days, songs, size = plans_of(SCHEMA)
    changed = schema_of(
        (
            replace(artist, description="Who plays.", pattern=""),
            replace(year, nullable=False),
            replace(service, options=("Spotify",)),
            replace(days, kind=FieldKind.TEXT),
            replace(songs, fields=(*songs.fields, FieldPlan("minutes", FieldKind.WHOLE))),
            replace(size, required=True),
        ),
        SCHEMA,
    )
    properties = changed["properties"]
    assert properties["artist"] == {"type": "string", "minLength": 2, "description": "Who plays."}
    assert properties["year"] == {"type": "integer", "minimum": 1600}
    assert properties["service"] == {"type": "string", "enum": ["Spotify"]}
    assert properties["days"] == {"type": "array", "items": {"type": "string"}, "minItems": 1}
    assert properties["songs"]["items"]["additionalProperties"] is False
    assert list(properties["songs"]["items"]["properties"]) == ["title", "minutes"]
    assert properties["size"] == SCHEMA["properties"]["size"]
    assert changed["required"] == ["artist", "size"]
    assert changed["additionalProperties"] is False


@pytest.mark.parametrize(
    ("plans", "told"),
    [
        ((), "There are no fields."),
        ((FieldPlan(" "),), "A field has no name."),
        ((FieldPlan("a"), FieldPlan("a")), "There are two fields “a”."),
        ((FieldPlan("a", FieldKind.CHOICE),), "“a” has no options."),
        ((FieldPlan("a", FieldKind.RECORD),), "“a” has no fields inside."),
        ((FieldPlan("a", pattern="("),), "The pattern of “a” is no regular expression."),
    ],
)
def test_fields_that_make_no_schema_are_told(plans: tuple[FieldPlan, ...], told: str) -> None:
    with pytest.raises(AppError) as error:
        schema_of(plans)
    assert error.value.title == told
