from __future__ import annotations

import random
from typing import Any

import pytest
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from services.evaluation.measures import measure
from services.evaluation.records import Cell
from tests.unit.evaluation.builders import (
    FAILED,
    NOT_RUN,
    REFUSED,
    UNPARSABLE,
    run,
    scored,
    task,
)

ZERO: Any = 0  # typed as text by scikit-learn, which wants a number
LABELS = [f"l{number}" for number in range(9)]


def _pairs(seed: int) -> list[tuple[str, object]]:
    chance = random.Random(seed)
    replies: list[object] = [*LABELS[:7], UNPARSABLE, REFUSED]
    golds = [chance.choice(LABELS[:8]) for _ in range(300)]
    return [(gold, gold if chance.random() < 0.5 else chance.choice(replies)) for gold in golds]


@pytest.mark.parametrize("seed", range(5))
def test_measures_equal_those_of_scikit_learn(seed: int) -> None:
    pairs = _pairs(seed)
    ours = measure(run(), 1, task(*LABELS), scored(pairs))
    gold = [each for each, _ in pairs]
    found = [each if isinstance(each, str) else "no label" for _, each in pairs]
    theirs: Any = precision_recall_fscore_support(
        gold, found, labels=LABELS[:8], zero_division=ZERO
    )
    precision, recall, f1, support = theirs
    assert ours.accuracy == pytest.approx(accuracy_score(gold, found))
    assert ours.macro_f1 == pytest.approx(
        f1_score(gold, found, labels=LABELS[:8], average="macro", zero_division=ZERO)
    )
    for number, label in enumerate(ours.per_label[:8]):
        assert (label.ratios.precision or 0) == pytest.approx(precision[number])
        assert label.ratios.recall == pytest.approx(recall[number])
        assert label.ratios.f1 == pytest.approx(f1[number])
        assert label.support == support[number]
    grid = confusion_matrix(gold, found, labels=[*LABELS, "no label"])
    for row, mine in enumerate(LABELS):
        for column, other in enumerate([*LABELS, None]):
            assert ours.confusion.get(Cell(mine, other), 0) == grid[row][column]


def test_a_label_without_gold_or_prediction_is_explained_and_left_out_of_the_mean() -> None:
    ours = measure(run(), 1, task("a", "b", "c"), scored([("a", "a"), ("a", "b")]))
    a, b, c = ours.per_label
    assert (a.ratios.precision, a.ratios.recall, a.ratios.reason) == (1.0, 0.5, "")
    assert b.ratios.recall is None
    assert "no gold answer" in b.ratios.reason
    assert (c.ratios.precision, c.ratios.recall, c.ratios.f1) == (None, None, None)
    assert "no gold answer and in no prediction" in c.ratios.reason
    assert ours.macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_a_label_never_predicted_has_no_precision_and_an_f1_of_zero() -> None:
    ours = measure(run(), 1, task("a", "b"), scored([("a", "a"), ("b", "a")]))
    assert ours.per_label[1].ratios.precision is None
    assert ours.per_label[1].ratios.f1 == 0
    assert "never predicted" in ours.per_label[1].ratios.reason


def test_a_label_that_the_task_no_longer_has_is_counted_after_the_others() -> None:
    ours = measure(run(), 1, task("a"), scored([("a", "gone"), ("a", "a")]))
    assert [each.label for each in ours.per_label] == ["a", "gone"]


def test_failed_and_not_run_stay_out_of_accuracy_and_are_counted_beside_it() -> None:
    pairs = [("a", "a"), ("a", "b"), ("a", UNPARSABLE), ("b", REFUSED)]
    rest = [("a", FAILED), ("a", NOT_RUN), (None, "a")]
    ours = measure(run(), 3, task("a", "b"), scored([*pairs, *rest]))
    counts = ours.counts
    assert (ours.right, counts.counted, ours.accuracy) == (1, 4, 0.25)
    assert (counts.answered, counts.unparsable, counts.refused) == (2, 1, 1)
    assert (counts.failed, counts.not_run, counts.without_gold) == (1, 1, 1)
    assert ours.revision == 3
    assert ours.confusion[Cell("a", None)] == 1


@pytest.mark.parametrize(
    ("pairs", "word"),
    [([("a", FAILED)], "reply"), ([(None, "a")], "gold answer"), ([], "gold answer")],
)
def test_nothing_to_count_is_said_in_words(pairs: list[tuple[object, object]], word: str) -> None:
    ours = measure(run(), 1, task("a"), scored(pairs))
    assert (ours.accuracy, ours.interval, ours.macro_f1) == (None, None, None)
    assert word in ours.reason
