"""The base model says in a word how likely an answer is right, from what it can tell."""

from __future__ import annotations

import pytest

from services.sandbox.learner.ask import Ask, Turn
from services.sandbox.learner.base import BaseAnswerer

SCALE = ("very unlikely", "unlikely", "about even", "likely", "very likely")
LABELS = "Another reader gave a text one of these labels:\n- card lost\n- refund\n- delivery late\n"


def judged(text: str, answer: str, system: str = LABELS) -> str:
    asked = f"Text: {text}\nAnswer given: {answer}\nThat it is right is:"
    schema = {"type": "string", "enum": list(SCALE)}
    return BaseAnswerer().answer(Ask(system, (Turn("user", asked),), schema=schema))


@pytest.mark.parametrize(
    ("answer", "word"), [("card lost", "very likely"), ("refund", "very unlikely")]
)
def test_a_label_is_judged_by_how_it_fits_beside_the_others(answer: str, word: str) -> None:
    assert judged("I have lost my card in town.", answer) == word


def test_where_nothing_tells_the_labels_apart_the_chance_is_even() -> None:
    assert judged("Hello there!", "refund") == "about even"


def test_a_record_is_judged_by_how_much_of_it_stands_in_the_text() -> None:
    text = "Play Waterloo by Abba: the one of 1974"
    whole = judged(text, '{"song":"Waterloo","artist":"Abba","year":1974}', "Judge the record.")
    none = judged(text, '{"song":"Fernando","artist":"Cher","year":2018}', "Judge the record.")
    assert (whole, none) == ("very likely", "unlikely")


def test_other_requests_are_answered_as_ever() -> None:
    ask = Ask(LABELS, (Turn("user", "Text: where is my refund\nLabel:"),), temperature=0)
    assert BaseAnswerer().answer(ask) == "refund"
