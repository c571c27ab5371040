from __future__ import annotations

import random

import pytest
from sklearn.metrics import balanced_accuracy_score, f1_score, matthews_corrcoef

from services.domain.task import Task
from services.evaluation.calibration import reliability
from services.evaluation.fields import fits
from services.evaluation.measures import measure
from services.evaluation.records import MeasureKind, Measures
from services.evaluation.scoring import score
from services.prediction.voting import votes
from tests.unit.evaluation.builders import REFUSED, UNPARSABLE, run, said, scored, task

LABELS = ["a", "b", "c", "d"]
SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "people": {"type": "integer"},
        "day": {"type": "string", "format": "date"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "size": {"type": "string", "enum": ["S", "M"]},
    },
}


def _more(measures: Measures) -> dict[MeasureKind, tuple[float | None, str]]:
    return {each.kind: (each.value, each.reason) for each in measures.more}


@pytest.mark.parametrize("seed", range(4))
def test_averages_equal_those_of_scikit_learn(seed: int) -> None:
    chance = random.Random(seed)
    golds = [chance.choice(LABELS) for _ in range(200)]
    pairs: list[tuple[object, object]] = [
        (gold, gold if chance.random() < 0.6 else chance.choice([*LABELS, UNPARSABLE]))
        for gold in golds
    ]
    more = _more(measure(run(), 1, task(*LABELS), scored(pairs)))
    found = [each if isinstance(each, str) else "no label" for _, each in pairs]
    micro = f1_score(golds, found, labels=LABELS, average="micro")
    assert more[MeasureKind.MICRO_F1][0] == pytest.approx(micro)
    assert more[MeasureKind.MATTHEWS][0] == pytest.approx(matthews_corrcoef(golds, found))
    balanced = balanced_accuracy_score(golds, [each if each in LABELS else "a" for each in found])
    known = [gold for gold, each in zip(golds, found, strict=True) if each in LABELS]
    if len(known) == len(golds):
        assert more[MeasureKind.BALANCED_ACCURACY][0] == pytest.approx(balanced)


def test_balanced_accuracy_is_the_mean_recall() -> None:
    more = _more(measure(run(), 1, task("a", "b"), scored([("a", "a"), ("a", "b"), ("b", "b")])))
    assert more[MeasureKind.BALANCED_ACCURACY][0] == 0.75


def test_one_label_only_is_explained() -> None:
    more = _more(measure(run(), 1, task("a", "b"), scored([("a", "a"), ("a", "b")])))
    assert more[MeasureKind.MATTHEWS] == (None, "All gold answers are the same label.")
    more = _more(measure(run(), 1, task("a", "b"), scored([("a", REFUSED), ("b", REFUSED)])))
    assert more[MeasureKind.MATTHEWS] == (None, "All replies say the same.")
    assert more[MeasureKind.MICRO_PRECISION] == (None, "No reply gave a label.")


def test_records_match_once_spelling_is_set_aside() -> None:
    rows = scored(
        [
            ({"city": "Rome"}, {"city": "ROME."}),
            ({"city": "Rome", "people": 2}, {"city": "rome", "people": "2"}),
            ({"city": "Rome"}, {"city": "Roma"}),
            ({"city": "Rome"}, UNPARSABLE),
        ],
        SCHEMA,
    )
    ours = measure(run(), 1, Task.extraction("t", SCHEMA), rows)
    assert (ours.accuracy, _more(ours)[MeasureKind.NORMALISED]) == (0, (0.5, ""))


@pytest.mark.parametrize(
    ("field", "value", "good"),
    [
        ("people", "three", False),
        ("people", "3", True),
        ("day", "next week", False),
        ("day", "2024-02-01", True),
        ("tags", "one", False),
        ("tags", ["one"], True),
        ("size", "L", False),
        ("city", 5, False),
        ("mood", 5, True),
    ],
)
def test_a_value_of_another_kind_is_a_matter_of_format(
    field: str, value: object, good: bool
) -> None:
    assert fits(value, SCHEMA["properties"].get(field)) is good  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]


def test_wrong_format_is_counted_apart() -> None:
    rows = scored([({"people": 2}, {"people": "two"}), ({"people": 2}, {"people": 3})], SCHEMA)
    people = measure(run(), 1, Task.extraction("t", SCHEMA), rows).per_field[1]
    assert (people.format, people.wrong, people.support) == (1, 1, 2)
    assert people.ratios.precision == 0


def test_vote_shares_are_binned_and_covered() -> None:
    samples = {"0": "aaaaa", "1": "aaaab", "2": "aaabb", "3": "bbbba"}
    found = [said(each, one, at) for each, says in samples.items() for at, one in enumerate(says)]
    rows = score([*samples, "4"], dict.fromkeys([*samples, "4"], "a"), votes(found))
    found = reliability(rows)
    assert found is not None
    filled = {each.high: (each.rows, each.right) for each in found.bins if each.rows}
    assert filled == {0.6: (1, 1), 0.8: (2, 1), 1.0: (1, 1)}
    # |1 - 0.6| + 2 |0.5 - 0.8| + |1 - 1|, over four rows
    assert found.error == pytest.approx(1.0 / 4)
    assert [(each.share, each.rows, each.right) for each in found.coverage] == [
        (1.0, 1, 1),
        (0.8, 3, 2),
        (0.6, 4, 3),
    ]


def test_without_answers_there_is_no_reliability() -> None:
    assert reliability(scored([("a", UNPARSABLE)])) is None
