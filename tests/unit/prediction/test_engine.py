from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from services.jobs import JobCancelled, JobContext
from services.prediction.engine import Call, Engine
from services.prediction.retries import RetryPolicy
from tests.fakes.text_model import MODEL, ScriptedModel, a_call, a_reply, an_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.ports import Reply

POLICY = RetryPolicy(attempts=3, patient_attempts=4, first_wait=0.001, longest_wait=0.001)


@pytest.fixture
def scripted() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def engine(scripted: ScriptedModel) -> Iterator[Engine]:
    engine = Engine(lambda: scripted, POLICY, limit=8)
    yield engine
    engine.close()


def test_each_call_is_answered_once(engine: Engine, scripted: ScriptedModel) -> None:
    calls = [a_call(f"text {n}") for n in range(500)]
    outcomes = list(engine.answers(MODEL, calls, JobContext()))
    assert {outcome.call.example_id for outcome in outcomes} == {f"text {n}" for n in range(500)}
    assert set(Counter(scripted.sent).values()) == {1}
    assert scripted.most_at_once == 8


def test_calls_are_taken_as_slots_come_free(engine: Engine) -> None:
    taken = 0

    def calls() -> Iterator[Call]:
        nonlocal taken
        while True:
            taken += 1
            yield a_call(f"text {taken}")

    outcomes = engine.answers(MODEL, calls(), JobContext())
    for _ in range(20):
        next(outcomes)
    outcomes.close()
    assert taken <= 20 + 16


def test_a_failed_call_is_sent_again(engine: Engine, scripted: ScriptedModel) -> None:
    scripted.script("hello", [an_error(503), an_error(429), a_reply("at last")])
    outcome = engine.answer(MODEL, a_call(), JobContext())
    assert outcome.reply
    assert outcome.reply.text == "at last"
    assert len(scripted.sent) == 3


def test_a_call_is_given_up_after_its_last_attempt(engine: Engine, scripted: ScriptedModel) -> None:
    scripted.script("hello", [an_error(503)] * 9)
    outcome = engine.answer(MODEL, a_call(), JobContext())
    assert outcome.reply is None
    assert outcome.error
    assert outcome.error.code == 503
    assert len(scripted.sent) == 3


def test_an_error_for_good_is_not_sent_again(engine: Engine, scripted: ScriptedModel) -> None:
    scripted.script("hello", [an_error(400, retryable=False)])
    assert engine.answer(MODEL, a_call(), JobContext()).error
    assert len(scripted.sent) == 1


def test_credentials_are_renewed_once_for_all_refused_calls(
    engine: Engine, scripted: ScriptedModel
) -> None:
    scripted.token_is_good = False
    calls = [a_call(f"text {n}") for n in range(30)]
    outcomes = list(engine.answers(MODEL, calls, JobContext()))
    assert all(outcome.reply for outcome in outcomes)
    assert scripted.renewals == 1


def test_credentials_that_cannot_be_renewed_are_an_error(
    engine: Engine, scripted: ScriptedModel
) -> None:
    scripted.token_is_good = False
    scripted.renewal_error = an_error(401, retryable=False)
    outcome = engine.answer(MODEL, a_call(), JobContext())
    assert outcome.error
    assert outcome.error.code == 401


def test_a_call_that_never_ends_is_given_up(scripted: ScriptedModel) -> None:
    engine = Engine(lambda: scripted, RetryPolicy(attempts=2, first_wait=0.001, timeout=0.01))
    scripted.script("hello", [None, None])
    outcome = engine.answer(MODEL, a_call(), JobContext())
    engine.close()
    assert outcome.error
    assert "did not answer" in outcome.error.title
    assert len(scripted.sent) == 2


def test_a_stop_gives_what_was_answered_and_drops_the_rest(
    engine: Engine, scripted: ScriptedModel
) -> None:
    context = JobContext()
    scripted.script("never", [None])
    outcomes = engine.answers(MODEL, [a_call("first"), a_call("never")], context)
    assert next(outcomes).call.example_id == "first"
    threading.Timer(0.01, context.stop).start()
    with pytest.raises(JobCancelled):
        next(outcomes)


def test_closing_the_engine_frees_whoever_waits(scripted: ScriptedModel) -> None:
    engine = Engine(lambda: scripted, POLICY)
    scripted.script("hello", [None])
    closing = threading.Timer(0.01, engine.close)
    closing.start()
    with pytest.raises(JobCancelled):
        engine.answer(MODEL, a_call(), JobContext())
    closing.join()
    assert scripted.closed


def test_a_mistake_in_the_program_is_not_taken_for_a_failed_call() -> None:
    class Broken(ScriptedModel):
        async def generate(self, model: object, request: object) -> Reply:
            raise TypeError

    engine = Engine(Broken, POLICY)
    with pytest.raises(TypeError):
        engine.answer(MODEL, a_call(), JobContext())
    engine.close()


def test_tokens_are_counted(engine: Engine) -> None:
    assert engine.count_tokens(MODEL, a_call("hello").request, JobContext()) == 5
