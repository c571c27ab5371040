from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.jobs import JobContext
from services.learning.text_index import TextIndex, best_first, build_index

TEXTS = (
    "The parcel never came to my door",
    "My card was declined in the shop",
    "환불을 요청했는데 아직 답변이 없습니다",
    "배송이 너무 늦어요",
)


@pytest.fixture(scope="module")
def index() -> TextIndex:
    return build_index(TEXTS, JobContext())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a PARCEL at my door", 0),
        ("cards are declined", 1),
        ("환불은 언제 되나요", 2),
        ("배송은 왜 늦나요", 3),
    ],
)
def test_the_most_similar_comes_first_in_any_script(
    index: TextIndex, text: str, place: int
) -> None:
    assert next(best_first(index.likeness(text), 1)) == place


def test_a_text_with_nothing_in_common_is_like_none(index: TextIndex) -> None:
    assert index.likeness("!!!").tolist() == [0, 0, 0, 0]
    assert sorted(best_first(index.likeness(""), 2)) == [0, 1, 2, 3]


def test_texts_without_words_have_an_index_too() -> None:
    assert build_index([" ", ""], JobContext()).likeness("word").tolist() == [0, 0]


def test_likeness_is_one_for_the_same_words_and_less_for_others(index: TextIndex) -> None:
    for place, text in enumerate(TEXTS):
        likeness = index.likeness(text)
        assert likeness[place] == pytest.approx(1, abs=1e-4)
        assert likeness.max() == likeness[place]


@given(st.lists(st.floats(0, 1), max_size=30), st.integers(0, 40))
def test_all_places_come_once_the_most_similar_first(likeness: list[float], first: int) -> None:
    found = list(best_first(np.array(likeness), first))
    assert sorted(found) == list(range(len(likeness)))
    assert [likeness[place] for place in found] == sorted(likeness, reverse=True)
