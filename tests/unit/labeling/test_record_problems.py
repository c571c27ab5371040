"""What is wrong with a record, said in plain words at its place."""

from __future__ import annotations

from typing import Any

import pytest

from services.domain.errors import AppError
from services.domain.task import Task
from services.labeling.fitting import misfit_rows
from services.labeling.record_problems import RecordCheck
from services.labeling.schema_reading import kind_of, may_be_null, plain_schema, slots_of
from services.labeling.values import checked_value

SCHEMA = {
    "type": "object",
    "required": ["artist", "it's"],
    "additionalProperties": False,
    "properties": {
        "artist": {"type": "string", "pattern": "^[A-Z]"},
        "it's": {"type": ["integer", "null"], "minimum": 0},
        "day": {"type": "string", "format": "date"},
        "length": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "songs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": {"type": "string"}, "kind": {"enum": ["aria", "duet"]}},
            },
        },
    },
}
GOOD = {"artist": "Mozart", "it's": None}


def test_what_is_allowed_has_no_problem() -> None:
    assert RecordCheck(SCHEMA).problems(GOOD) == ()


@pytest.mark.parametrize(
    ("record", "path", "words"),
    [
        ({"it's": 1}, ("artist",), "Fill this in."),
        ({"artist": "Mozart"}, ("it's",), "Fill this in."),
        (GOOD | {"artist": "mozart"}, ("artist",), "This must match the pattern ^[A-Z]."),
        (GOOD | {"it's": "soon"}, ("it's",), "Give a whole number."),
        (GOOD | {"it's": -1}, ("it's",), "Give 0 or more."),
        (GOOD | {"day": "2026-13-01"}, ("day",), "Give a date, such as 2026-05-03."),
        (GOOD | {"length": "long"}, ("length",), "Give a whole number."),
        (GOOD | {"songs": [{}]}, ("songs", 0, "title"), "Fill this in."),
        (
            GOOD | {"songs": [{"title": "Dove sono", "kind": "air"}]},
            ("songs", 0, "kind"),
            "Choose one of: aria, duet.",
        ),
        (GOOD | {"mood": "sad"}, (), "The schema has no field “mood”."),
    ],
)
def test_a_problem_is_said_at_its_field(
    record: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    (problem,) = RecordCheck(SCHEMA).problems(record)
    assert (problem.path, problem.text) == (path, words)


def test_an_answer_that_does_not_fit_is_refused_in_the_same_words() -> None:
    task = Task.extraction("Bookings", SCHEMA)
    with pytest.raises(AppError, match=r"songs › 1 › title: Fill this in\."):
        checked_value(task, GOOD | {"songs": [{}]})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}])
def test_what_cannot_be_written_down_is_refused(value: object) -> None:
    task = Task.extraction("Bookings", {"type": "object", "properties": {"what": {}}})
    with pytest.raises(AppError, match="cannot be written down"):
        checked_value(task, {"what": value})


def test_a_schema_written_from_code_reads_like_one_written_by_hand() -> None:
    schema = {
        "type": "object",
        "$defs": {
            "Day": {"type": "string", "format": "date"},
            "Song": {"type": "object", "properties": {"cover": {"$ref": "#/$defs/Song"}}},
        },
        "properties": {
            "day": {"anyOf": [{"$ref": "#/$defs/Day"}, {"type": "null"}]},
            "song": {"$ref": "#/$defs/Song", "description": "The song."},
        },
    }
    made = plain_schema(schema)["properties"]
    assert made["day"] == {"type": ["string", "null"], "format": "date"}
    assert may_be_null(made["day"])
    assert kind_of(made["song"]) == "object"
    assert made["song"]["description"] == "The song."


def test_rows_whose_answers_do_not_fit_are_named_once() -> None:
    records = [
        (1, '{"artist": "Mozart", "it\'s": 1}'),
        (2, '{"artist": "mozart", "it\'s": 1}'),
        (2, '{"artist": "Mozart", "it\'s": "x"}'),
        (3, '{"artist": "Mozart", "it\'s": 1, "songs": [{"title": "a", "mood": "b"}]}'),
    ]
    assert misfit_rows(SCHEMA, records, {}) == (4, [2, 3])


def test_a_schema_that_refers_to_itself_stays_short() -> None:
    nullable = {"anyOf": [{"$ref": "#/$defs/Song"}, {"type": "null"}]}
    song = {"type": "object", "properties": {"a": nullable, "b": {"$ref": "#/$defs/Song"}}}
    schema = {"$defs": {"Song": song}, "properties": {"song": nullable, "free": True}}
    made = plain_schema(schema)["properties"]
    assert made["song"]["properties"] == {"a": nullable, "b": {"$ref": "#/$defs/Song"}}
    assert slots_of(plain_schema(schema)) == (("song", "a"), ("song", "b"), ("free",))
    assert {kind_of(rules) for rules in made["song"]["properties"].values()} == {"any"}


def test_a_nullable_choice_may_be_null() -> None:
    kind = {"anyOf": [{"enum": ["aria"], "type": "string"}, {"type": "null"}]}
    made = plain_schema({"properties": {"kind": kind}})["properties"]["kind"]
    assert made == {"enum": ["aria", None], "type": ["string", "null"]}
