"""Finding a label among many."""

from __future__ import annotations

import pytest

from services.domain.task import Label
from services.labeling.finding import LabelFinder

NAMES = (
    "card_arrival",
    "lost_or_stolen_card",
    "card_not_working",
    "exchange_rate",
    "환불 요청",
    "배송 문의",
    "Überweisung",
)


def find(typed: str) -> list[str]:
    labels = [Label(name, name) for name in NAMES]
    return [label.name for label in LabelFinder(labels).find(typed)]


def test_nothing_typed_finds_all_in_order() -> None:
    assert find("  ") == list(NAMES)


def test_what_begins_so_comes_before_what_holds_it() -> None:
    assert find("card")[:3] == ["card_arrival", "card_not_working", "lost_or_stolen_card"]
    assert find("stolen")[0] == "lost_or_stolen_card"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("card work", "card_not_working"),
        ("stolen card", "lost_or_stolen_card"),
        ("ÜBER", "Überweisung"),
        ("uber", "Überweisung"),
        ("exhange", "exchange_rate"),
        ("card wrok", "card_not_working"),
        ("arrivla", "card_arrival"),
        ("환부", "환불 요청"),
        ("문의", "배송 문의"),
    ],
)
def test_other_words_orders_and_typing_errors_find_it(typed: str, first: str) -> None:
    assert find(typed)[0] == first


def test_nothing_like_it_finds_nothing() -> None:
    assert find("qqqq") == []
