"""What was answered once is not asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.domain.prediction import ConnectionKind, PredictionState, RunState
from services.domain.prompt import Role, Turn
from services.jobs import JobContext
from services.ports import ModelRequest
from services.prediction.caps import Cap
from services.prediction.progress import RunProgress
from services.prediction.request_key import request_key
from tests.fakes.text_model import MODEL

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import Progress
    from services.prediction.use_cases import Predictions
    from tests.unit.prediction.conftest import SandboxControl

REQUEST = ModelRequest("Sort.", (Turn(Role.USER, "안녕"),), ("a", "b"), None, 1)


def test_the_same_call_has_the_same_key() -> None:
    same = ModelRequest("Sort.", (Turn(Role.USER, "안녕"),), ("a", "b"), None, 1)
    assert request_key(MODEL, REQUEST) == request_key(replace(MODEL, name="other name"), same)


@pytest.mark.parametrize(
    "model",
    [
        replace(MODEL, resource="models/n"),
        replace(MODEL, location="us"),
        replace(MODEL, connection=ConnectionKind.VERTEX),
    ],
)
def test_another_model_place_or_service_is_another_call(model: Model) -> None:
    assert request_key(model, REQUEST) != request_key(MODEL, REQUEST)


@pytest.mark.parametrize(
    "change",
    [
        {"system": "Sort!"},
        {"turns": (Turn(Role.MODEL, "안녕"),)},
        {"choices": ()},
        {"schema": {"type": "object"}},
        {"seed": None},
    ],
)
def test_another_request_is_another_call(change: dict[str, object]) -> None:
    assert request_key(MODEL, replace(REQUEST, **change)) != request_key(MODEL, REQUEST)


def test_the_same_run_again_sends_nothing_unless_it_is_to_ask_again(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    first = prediction.run(model, prompt, snapshot)
    sandbox.forget_requests()
    seen: list[Progress] = []
    planned = prediction.estimate(model, prompt, snapshot)
    assert (planned.calls, planned.reused, planned.dollars) == (0, snapshot.size, 0.0)
    assert prediction.estimate(model, prompt, snapshot, ask_again=True).calls == snapshot.size
    second = prediction.run(model, prompt, snapshot, context=JobContext(seen.append))
    assert second.state is RunState.FINISHED
    assert prediction.predictions(second) == prediction.predictions(first)
    assert not sandbox.requests()["recent"]
    third = prediction.run(model, prompt, snapshot, ask_again=True)
    assert prediction.counts(third)[PredictionState.ANSWERED] == snapshot.size
    assert len(sandbox.requests()["recent"]) == snapshot.size


def test_a_run_that_asks_again_does_so_when_it_is_resumed(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    prediction.run(model, prompt, snapshot)
    sandbox.forget_requests()
    again = prediction.run(model, prompt, snapshot, ask_again=True, cap=Cap(calls=2))
    assert again.state is RunState.STOPPED
    assert prediction.estimate_rest(again).calls == snapshot.size - 2
    assert prediction.resume(again).state is RunState.FINISHED
    assert len(sandbox.requests()["recent"]) == snapshot.size


def test_a_cap_in_rows_counts_those_that_are_known_before(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    prediction.run(model, prompt, snapshot)
    sandbox.forget_requests()
    quick = prediction.run(model, prompt, snapshot, cap=Cap(rows=5))
    assert (quick.state, quick.error) == (RunState.STOPPED, "Stopped after 5 rows.")
    assert prediction.counts(quick)[PredictionState.ANSWERED] == 5
    further = prediction.resume(quick, cap=Cap(rows=3))
    assert prediction.counts(further)[PredictionState.ANSWERED] == 8
    assert prediction.resume(further, cap=Cap(rows=1000)).error == ""
    assert not sandbox.requests()["recent"]
    twice = prediction.run(model, prompt, snapshot, samples=2, cap=Cap(rows=3))
    assert prediction.counts(twice)[PredictionState.ANSWERED] == 6


def test_only_rows_without_a_stored_reply_are_sent(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    prediction.run(model, prompt, workspace.datasets.snapshot("test"))
    sandbox.forget_requests()
    seen: list[Progress] = []
    everything = workspace.datasets.snapshot("all")
    tested = workspace.datasets.snapshot("test").size
    planned = prediction.estimate(model, prompt, everything)
    assert (planned.calls, planned.reused) == (everything.size - tested, tested)
    assert planned.seconds, "from the time that the calls before have taken"
    prediction.run(model, prompt, everything, context=JobContext(seen.append))
    assert len(sandbox.requests()["recent"]) == everything.size - tested
    last = seen[-1]
    assert isinstance(last, RunProgress)
    assert (last.done, last.reused) == (everything.size, tested)


def test_samples_are_not_taken_for_one_another(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    prediction.run(model, prompt, snapshot, samples=2)
    sandbox.forget_requests()
    prediction.run(model, prompt, snapshot, samples=3)
    assert len(sandbox.requests()["recent"]) == snapshot.size, "only the third sample is new"


def test_a_try_asks_anew(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    prediction.run(model, prompt, snapshot)
    sandbox.forget_requests()
    row = workspace.datasets.snapshot_rows(snapshot)[0]
    workspace.trials.rows(model, prompt, [row.example_id])
    workspace.trials.rows(model, prompt, [row.example_id])
    assert len(sandbox.requests()["recent"]) == 2
