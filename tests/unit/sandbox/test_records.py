"""The base model's records: the same at temperature 0, of several minds where it is higher."""

from __future__ import annotations

import json

from services.sandbox.learner.ask import Ask, Turn
from services.sandbox.learner.base import BaseAnswerer

SCHEMA = {
    "type": "object",
    "properties": {
        "service": {"type": "string", "enum": ["Spotify", "Deezer", "Tidal"]},
        "artist": {"type": "string"},
    },
    "required": ["service"],
}


def answers(temperature: float) -> list[dict[str, str]]:
    turns = (Turn("user", "Text: please play some Abba or Cher for me\nRecord:"),)
    return [
        json.loads(
            BaseAnswerer().answer(
                Ask("Fill in.", turns, "application/json", SCHEMA, temperature, seed)
            )
        )
        for seed in range(30)
    ]


def test_at_temperature_0_all_samples_say_the_same() -> None:
    assert answers(0) == [{"service": "Spotify", "artist": "Abba"}] * 30


def test_samples_may_differ_field_by_field() -> None:
    found = answers(1.0)
    assert len({each["service"] for each in found}) > 1
    artists = [each["artist"] for each in found]
    assert artists.count("Abba") > artists.count("Cher") > 0
