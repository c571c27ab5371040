"""Layouts beside `Key: value` lines: tags, and a line of confidence."""

from __future__ import annotations

import pytest

from services.sandbox.learner.ask import Ask, Turn
from services.sandbox.learner.base import BaseAnswerer
from services.sandbox.learner.prompt import Shot, read_prompt
from services.sandbox.learner.tags import without_tags


def asked(text: str, system: str = "Choose one of:\n- red\n- blue") -> Ask:
    return Ask(system, (Turn("user", text),))


def test_tags_are_read_like_keys() -> None:
    shots = "<text>a rose\nin June</text>\n<colour>red</colour>\n\n"
    prompt = read_prompt(without_tags(asked(f"{shots}<text>the sea</text>\n<colour>")))
    assert prompt.shots == (Shot("a rose\nin June", "red"),)
    assert prompt.query == "the sea"


@pytest.mark.parametrize("text", ["Message: a <b>bold</b> word\nCategory:", "1 < 2", "<3", ""])
def test_texts_with_tags_in_them_stay(text: str) -> None:
    assert without_tags(asked(text)) == asked(text)


def test_confidence_stands_on_a_line_of_its_own() -> None:
    system = "Choose one of:\n- red\n- blue\n\nWrite “Answer:”. Then write “Confidence:”."
    reply = BaseAnswerer().answer(asked("red red", system))
    answer, confidence = reply.split("\n")
    assert answer in {"Answer: red", "Answer: blue"}
    assert confidence.startswith("Confidence: ")
