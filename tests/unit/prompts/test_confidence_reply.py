from __future__ import annotations

import pytest

from services.domain.confidence import Likelihood
from services.domain.prediction import PredictionState
from services.domain.prompt import AnswerFormat, Technique
from services.domain.task import Task
from services.prompts.confidence_reply import split_confidence
from services.prompts.parsing import ReplyParser

TASK = Task.classification("t", ["likely", "joy"])


@pytest.mark.parametrize(
    ("reply", "rest", "word"),
    [
        ("Answer: joy\nConfidence: very likely", "Answer: joy", Likelihood.VERY_LIKELY),
        ("joy\n**Confidence:** Unlikely.", "joy", Likelihood.UNLIKELY),
        ("Confidence: about even\nAnswer: joy", "Answer: joy", Likelihood.ABOUT_EVEN),
        ("joy\nCONFIDENCE： likely", "joy", Likelihood.LIKELY),
        ("joy\nConfidence: likely or unlikely", "joy", None),
        ("joy\nConfidence: not likely", "joy", None),
        ("joy\nConfidence: 0.8", "joy", None),
        ("joy", "joy", None),
    ],
)
def test_the_word_is_read_and_never_guessed(reply: str, rest: str, word: Likelihood | None) -> None:
    assert split_confidence(reply) == (rest, word)


@pytest.mark.parametrize("technique", [Technique.ZERO_SHOT, Technique.CHAIN_OF_THOUGHT])
def test_answer_and_confidence_are_read_of_one_reply(technique: Technique) -> None:
    parser = ReplyParser(TASK, technique, AnswerFormat.CONFIDENCE)
    parsed = parser.parse("It laughs.\nAnswer: joy\nConfidence: very likely")
    assert parsed.value == TASK.labels[1].id, "a label called like a word of the scale is no answer"
    assert parsed.confidence is Likelihood.VERY_LIKELY
    assert parsed.reasoning == ("It laughs." if technique.value == "chain_of_thought" else "")


def test_an_answer_without_its_marker_is_read_too() -> None:
    parser = ReplyParser(TASK, Technique.ZERO_SHOT, AnswerFormat.CONFIDENCE)
    parsed = parser.parse("joy\nConfidence: unlikely")
    assert (parsed.value, parsed.confidence) == (TASK.labels[1].id, Likelihood.UNLIKELY)
    nothing = parser.parse("Confidence: unlikely")
    assert nothing.state is PredictionState.UNPARSABLE


def test_records_have_a_confidence_too() -> None:
    task = Task.extraction("e", {"type": "object"})
    parser = ReplyParser(task, Technique.ZERO_SHOT, AnswerFormat.CONFIDENCE)
    parsed = parser.parse('Answer: {"a": 1}\nConfidence: likely')
    assert (parsed.value, parsed.confidence) == ({"a": 1}, Likelihood.LIKELY)
