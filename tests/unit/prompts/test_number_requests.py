from __future__ import annotations

import pytest

from services.prompts.number_requests import asks_for_number
from services.prompts.starters import STARTERS


@pytest.mark.parametrize(
    "text",
    [
        "Give a score from 0 to 1.",
        "Rate the sentiment 1-10.",
        "Rate how positive the review is on a scale of 1 to 5",
        "Return the sentiment score.",
        "Answer with a number between -1 and 1",
        "Say how happy it is, out of 10.",
        "Express your confidence as a percentage.",
        "State the confidence (0.0 – 1.0) behind the label.",
        "How positive, in percent?",
        "0에서 1 사이의 점수로 답하세요.",
        "감정을 1부터 10까지 평가하세요.",
        "긍정 정도를 1~5점으로 매기세요",
        "감정 점수를 매겨 주세요.",
        "10점 만점으로 답하라",
        "확신을 백분율로 쓰세요.",
    ],
)
def test_a_number_that_is_asked_for_is_noticed(text: str) -> None:
    assert asks_for_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Choose exactly one of: {{labels}}",
        "Answer with 1 label.",
        "Explain in between 2 and 3 sentences.",
        "Do not give a score from 0 to 1.",
        "Never answer with a number between 1 and 5.",
        "The review was written between 9 a.m. and noon.",
        "Say how sure you are: very unlikely … very likely.",
        "점수로 답하지 말고 라벨을 고르세요.",
        "다음 라벨 중 하나를 고르세요.",
        "Texts come from 2019 reviews; ignore order number 12-34.",
    ],
)
def test_other_words_are_not(text: str) -> None:
    assert not asks_for_number(text)


def test_no_starter_asks_for_a_number() -> None:
    assert not any(asks_for_number(file.read_text("utf-8")) for file in STARTERS.glob("*.toml"))
