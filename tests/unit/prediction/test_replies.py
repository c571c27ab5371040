from __future__ import annotations

import pytest

from services.domain.prediction import PredictionState
from services.domain.prompt import Technique
from services.domain.task import Task
from services.evaluation.scoring import count, scored
from services.prediction.engine import Outcome
from services.prediction.replies import prediction_of
from services.prediction.voting import vote
from services.prompts.parsing import ReplyParser
from tests.fakes.text_model import a_call, a_reply, an_error

TASK = Task.classification("t", ["refund", "card"])
PARSER = ReplyParser(TASK, Technique.ZERO_SHOT)


def test_a_parsed_reply_is_answered() -> None:
    found = prediction_of(Outcome(a_call("x", 3), a_reply("Refund."), None, 12.5), PARSER)
    assert (found.example_id, found.sample) == ("x", 3)
    assert (found.state, found.value) == (PredictionState.ANSWERED, TASK.labels[0].id)
    assert (found.reply, found.milliseconds) == ("Refund.", 12.5)
    assert found.usage.input_tokens == 10


@pytest.mark.parametrize(
    ("text", "finish", "block", "state", "why"),
    [
        ("who knows", "STOP", "", PredictionState.UNPARSABLE, "no label"),
        ("", "MAX_TOKENS", "", PredictionState.UNPARSABLE, "ran out of tokens"),
        ("", "", "SAFETY", PredictionState.REFUSED, "blocked: SAFETY"),
        ("", "SAFETY", "", PredictionState.REFUSED, "held back: SAFETY"),
        ("", "A_NEW_REASON", "", PredictionState.REFUSED, "A_NEW_REASON"),
    ],
)
def test_what_is_no_answer_says_why(
    text: str, finish: str, block: str, state: PredictionState, why: str
) -> None:
    found = prediction_of(Outcome(a_call(), a_reply(text, finish, block), None, 1), PARSER)
    assert (found.state, found.value) == (state, None)
    assert why in found.error


def test_a_call_without_a_reply_has_failed() -> None:
    found = prediction_of(Outcome(a_call(), None, an_error(503), 1), PARSER)
    assert found.state is PredictionState.FAILED
    assert found.error == "It failed with 503. Try again."


def test_a_repaired_reply_is_said_to_be_so_through_the_vote() -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    parser = ReplyParser(Task.extraction("t", schema), Technique.ZERO_SHOT)
    replies = ('{"city": "Oslo"}', '{"city": "Oslo",}')
    first, second = (
        prediction_of(Outcome(a_call("x", n), a_reply(text), None, 1), parser)
        for n, text in enumerate(replies)
    )
    assert (first.repaired, second.repaired) == (False, True)
    assert not vote([first], schema).repaired
    both = vote([first, second], schema)
    assert (both.repaired, both.votes) == (True, 2)
    row = scored("x", {"city": "Oslo"}, both, schema)
    assert (row.right, count([row]).repaired) == (True, 1)
