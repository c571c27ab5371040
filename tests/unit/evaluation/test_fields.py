from __future__ import annotations

import pytest

from services.domain.task import Task
from services.evaluation.measures import measure
from tests.unit.evaluation.builders import UNPARSABLE, run, scored

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "people": {"type": "integer"},
        "day": {"type": "string", "format": "date"},
    },
}
TASK = Task.extraction("t", SCHEMA)
ROWS: list[tuple[object, object]] = [
    ({"city": "Rome", "people": 2}, {"city": "Rome ", "people": "2"}),
    ({"city": "Rome", "people": 2}, {"city": "Roma", "people": None, "day": "2024-01-05"}),
    ({"city": "Oslo"}, UNPARSABLE),
    ({"city": "n/a", "day": "2024-01-05"}, {"day": "2024-01-05T00:00", "mood": "calm"}),
]


def test_each_field_counts_right_wrong_missing_extra_and_unread() -> None:
    city, people, day, mood = measure(run(), 1, TASK, scored(ROWS, SCHEMA)).per_field
    assert (city.right, city.wrong, city.missing, city.extra, city.unread) == (1, 1, 0, 0, 1)
    assert (people.right, people.missing, people.support) == (1, 1, 2)
    assert (day.right, day.extra) == (1, 1)
    assert (mood.field, mood.extra) == ("mood", 1)


def test_precision_and_recall_follow_from_the_counts() -> None:
    ours = measure(run(), 1, TASK, scored(ROWS, SCHEMA))
    city = ours.per_field[0].ratios
    assert (city.precision, city.recall) == (1 / 2, 1 / 3)
    assert city.f1 == pytest.approx(2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3))
    mood = ours.per_field[3].ratios
    assert mood.recall is None
    assert "no gold answer" in mood.reason
    assert ours.all_fields is not None
    assert ours.all_fields.ratios.precision == pytest.approx(3 / 6)
    assert ours.all_fields.ratios.recall == pytest.approx(3 / 6)
    assert ours.f1 == ours.all_fields.ratios.f1


def test_a_record_matches_exactly_or_not_at_all() -> None:
    ours = measure(run(), 1, TASK, scored(ROWS, SCHEMA))
    assert (ours.right, ours.accuracy) == (1, 0.25)


def test_a_record_without_values_is_right_when_nothing_was_found() -> None:
    ours = measure(run(), 1, TASK, scored([({"city": None}, {"city": ""})], SCHEMA))
    assert ours.accuracy == 1
    assert all(each.ratios.f1 is None for each in ours.per_field)
