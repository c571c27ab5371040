from __future__ import annotations

import pytest

from services.domain.task import Label
from services.prompts.label_reply import LabelReply

LABELS = (
    Label("1", "Refund", "the money back"),
    Label("2", "card"),
    Label("3", "card payment"),
    Label("4", "긍정"),
    Label("5", "부정"),
    Label("6", "C++"),
    Label("7", "肯定"),
    Label("8", "top_up", "more money, or a refund, on the card"),
)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Refund", "1"),
        ("  Refund\n", "1"),
        ("refund", "1"),
        ("REFUND.", "1"),
        ('"refund"', "1"),
        ("**Refund**", "1"),
        ("`refund`!", "1"),
        ("“Refund”", "1"),
        ("Refund: the money back", "1"),
        ("refund - The money back.", "1"),
        ("top_up: more money, or a refund, on the card", "8"),
        ("Category: Refund", "1"),
        ("The customer wants a refund.", "1"),
        ("Refund. The customer asks for it; a refund is due.", "1"),
        ("card payment", "3"),
        ("It is about a card payment, I think.", "3"),
        ("긍정", "4"),
        ("긍정.", "4"),
        ("이 리뷰는 긍정입니다.", "4"),
        ("부정적이다", "5"),
        ("これは肯定です", "7"),
        ("C++", "6"),
        ("That is C++ code", "6"),
    ],
)
def test_finds_the_label(reply: str, expected: str) -> None:
    assert LabelReply(LABELS).read(reply) == (expected, "", False)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("I cannot say.", "no label"),
        ("refunds", "no label"),
        ("Refunded", "no label"),
        ("Refund or top_up", "2 labels"),
        ("a card, or a card payment", "2 labels"),
        ("This is not a refund.", "not"),
        ("It isn't refund", "not"),
        ("rather than refund", "not"),
        ("긍정이 아니다", "not"),
        ("긍정이 아닙니다.", "not"),
        ("긍정은 아님", "not"),
        ("긍정적이지 않습니다", "not"),
        ("긍정적인 리뷰가 아닙니다", "not"),
        ("discard", "no label"),
    ],
)
def test_never_guesses(reply: str, why: str) -> None:
    value, problem, _ = LabelReply(LABELS).read(reply)
    assert value is None
    assert why in problem


def test_labels_that_differ_in_punctuation_alone_are_told_apart() -> None:
    labels = (Label("1", "yes"), Label("2", "yes!"))
    assert LabelReply(labels).read("yes!")[0] == "2"
    assert LabelReply(labels).read("Yes")[0] == "1"
    assert LabelReply(labels).read("**yes!**")[0] == "2"
