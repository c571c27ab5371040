from __future__ import annotations

import pytest

from services.domain.prediction import PredictionState
from services.domain.prompt import Technique
from services.domain.task import Task
from services.prompts.parsing import ReplyParser, split_at_marker

TASK = Task.classification("t", ["refund", "card"])
REFUND = TASK.labels[0].id


@pytest.mark.parametrize(
    ("reply", "reasoning", "answer"),
    [
        ("They want money.\nAnswer: refund", "They want money.", "refund"),
        ("Step 1.\n\n**Answer:** refund", "Step 1.", "refund"),
        ("a\n## ANSWER: refund", "a", "refund"),
        ("Answer: card\nNo, wait.\nAnswer: refund", "Answer: card\nNo, wait.", "refund"),
        ('Because.\nAnswer:\n```json\n{"a": 1}\n```', "Because.", '```json\n{"a": 1}\n```'),
        ("The answer: unclear", "The answer: unclear", ""),
    ],
)
def test_the_answer_is_found_by_its_marker(reply: str, reasoning: str, answer: str) -> None:
    assert (split_at_marker(reply)[0], split_at_marker(reply)[2]) == (reasoning, answer)


def test_reasoning_is_kept_apart_from_the_answer() -> None:
    parsed = ReplyParser(TASK, Technique.CHAIN_OF_THOUGHT).parse(
        "A card is named, but they ask for a refund.\nAnswer: refund"
    )
    assert (parsed.state, parsed.value) == (PredictionState.ANSWERED, REFUND)
    assert parsed.reasoning == "A card is named, but they ask for a refund."


def test_a_chain_of_thought_without_its_marker_is_unparsable() -> None:
    parsed = ReplyParser(TASK, Technique.CHAIN_OF_THOUGHT).parse("It is a refund.")
    assert parsed.state is PredictionState.UNPARSABLE
    assert "Answer:" in parsed.problem
    assert parsed.reasoning == "It is a refund."


def test_other_techniques_take_the_whole_reply_as_the_answer() -> None:
    parsed = ReplyParser(TASK, Technique.ZERO_SHOT).parse("refund")
    assert (parsed.value, parsed.reasoning) == (REFUND, "")
