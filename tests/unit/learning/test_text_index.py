from __future__ import annotations

import pytest

from services.jobs import JobContext
from services.learning.text_index import TextIndex, build_index

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
    assert index.ranked(text)[0] == place


def test_a_text_with_nothing_in_common_is_like_none(index: TextIndex) -> None:
    assert index.scores("!!!").tolist() == [0, 0, 0, 0]
    assert index.ranked("") == [0, 1, 2, 3]


def test_texts_without_words_have_an_index_too() -> None:
    assert build_index([" ", ""], JobContext()).ranked("word") == [0, 1]
