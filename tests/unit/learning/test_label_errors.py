from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from services.jobs import JobContext
from services.learning.label_errors import likely_errors, margins, suspected

DATA = Path(__file__).parents[2] / "fixtures" / "data" / "label-errors-20news"
CHECKED = 93


@pytest.fixture(scope="module")
def probabilities() -> np.ndarray:
    return np.load(DATA / "20news_test_set_pyx.npy")


@pytest.fixture(scope="module")
def given() -> np.ndarray:
    return np.load(DATA / "20news_test_set_original_labels.npy").astype(np.int64)


@pytest.fixture(scope="module")
def votes() -> dict[int, int]:
    """How many of five people agreed with the given label, by row."""
    found = json.loads((DATA / "20news_mturk.json").read_text("utf-8"))
    return {each["id"]: each["mturk"]["given"] for each in found}


def test_the_lowest_margins_are_the_rows_that_people_checked(
    probabilities: np.ndarray, given: np.ndarray, votes: dict[int, int]
) -> None:
    confirmed = {row for row, agreed in votes.items() if agreed < 3}
    assert (len(votes), len(confirmed)) == (CHECKED, 82)
    lowest = np.argsort(margins(probabilities, given), kind="stable")[:CHECKED]
    assert set(lowest.tolist()) == set(votes)
    own = probabilities[np.arange(len(given)), given]
    by_own = np.argsort(own, kind="stable")[:CHECKED]
    assert len(confirmed & set(by_own.tolist())) == 39


def test_who_is_accused_was_mostly_wrong(
    probabilities: np.ndarray, given: np.ndarray, votes: dict[int, int]
) -> None:
    accused = suspected(probabilities, given).tolist()
    confirmed = [row for row in accused if votes.get(row, 5) < 3]
    assert (len(accused), len(confirmed)) == (55, 40)
    margin = margins(probabilities, given)[accused]
    assert (np.diff(margin) >= 0).all()


def test_a_swapped_label_is_found() -> None:
    texts = [f"the parcel came late, number {n}" for n in range(20)]
    texts += [f"my card was charged twice, number {n}" for n in range(20)]
    labels = ["parcel"] * 20 + ["card"] * 20
    labels[3] = "card"
    found = likely_errors([*texts, "odd"], [*labels, "rare"], JobContext())
    assert found is not None
    assert [(each.place, each.likelier) for each in found] == [(3, "parcel")]
    assert found[0].margin < 0
    assert likely_errors(texts[:5], ["one"] * 5, JobContext()) is None


def test_doubts_of_a_learner_that_cannot_tell_the_labels_say_nothing() -> None:
    drawn = random.Random(3)
    texts = [f"the same words in each text, number {n}" for n in range(200)]
    labels = [drawn.choice(("one", "two")) for _ in texts]
    assert likely_errors(texts, labels, JobContext()) is None
