"""A prompt tried on rows: streamed, in order, stopped, and with what it costs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from services.domain.prediction import ConnectionKind, PredictionState
from services.domain.prompt import Technique
from services.jobs import JobCancelled, JobContext

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.prediction.use_cases import Predictions
    from tests.unit.prediction.conftest import SandboxControl

ANSWERED = PredictionState.ANSWERED


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    rows = workspace.datasets.rows(ExampleFilter(split=Split.TEST))
    return [example.id for example in workspace.datasets.examples(rows[:5])]


def test_a_row_is_tried_out(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    ids: list[str],
) -> None:
    tried = workspace.trials.row(model, prompt, ids[0])
    assert tried.reply
    assert tried.reply.raw["candidates"]
    assert tried.prediction.state is ANSWERED
    assert tried.request.choices == ("refund", "card", "delivery")
    assert tried.dollars == prediction.dollars(model, tried.prediction.usage)
    assert prediction.count_tokens(model, prompt, ids[0]) == tried.reply.usage.input_tokens


def test_a_reply_is_heard_while_it_comes(
    workspace: Workspace, sandbox: SandboxControl, prompt: Prompt, model: Model, ids: list[str]
) -> None:
    thinking = workspace.prompts.save(replace(prompt, technique=Technique.CHAIN_OF_THOUGHT))
    heard: list[str] = []
    tried = workspace.trials.row(model, thinking, ids[0], heard=heard.append)
    assert len(heard) > 1
    assert all(later.startswith(earlier) for earlier, later in pairwise(heard))
    assert tried.prediction.reply == heard[-1]
    assert tried.prediction.reasoning
    assert "Answer:" not in tried.prediction.reasoning


def test_a_failed_call_is_a_failed_prediction(
    workspace: Workspace, sandbox: SandboxControl, prompt: Prompt, model: Model, ids: list[str]
) -> None:
    sandbox.fault("400", match="GenerateContent")
    tried = workspace.trials.row(model, prompt, ids[0])
    sandbox.clear()
    assert tried.reply is None
    assert tried.prediction.state is PredictionState.FAILED
    assert tried.prediction.error


def test_rows_come_back_in_their_order(
    workspace: Workspace, sandbox: SandboxControl, prompt: Prompt, model: Model, ids: list[str]
) -> None:
    told: list[str] = []
    tried = workspace.trials.rows(
        model, prompt, ids, tried=lambda one: told.append(one.prediction.example_id)
    )
    assert [one.prediction.example_id for one in tried] == ids
    assert sorted(told) == sorted(ids)
    assert workspace.prediction.runs() == ()


def test_what_was_answered_before_a_stop_was_told(
    workspace: Workspace, sandbox: SandboxControl, prompt: Prompt, model: Model, ids: list[str]
) -> None:
    context, told = JobContext(), list[str]()
    sandbox.fault("slow", match=":generateContent", delay=60, times=2)

    def hear(one: object) -> None:
        told.append(str(one))
        context.stop()

    with pytest.raises(JobCancelled):
        workspace.trials.rows(model, prompt, ids, context, hear)
    assert told


def test_a_call_that_was_not_made_can_be_shown(
    workspace: Workspace, sandbox: SandboxControl, prompt: Prompt, model: Model, ids: list[str]
) -> None:
    request = workspace.trials.request(model, prompt, ids[0])
    code = workspace.trials.code(model, request)
    assert request.system.splitlines()[0] in code.request
    assert ":generateContent" in code.curl


def test_a_model_of_another_connection_is_refused(
    workspace: Workspace, prompt: Prompt, model: Model, ids: list[str]
) -> None:
    other = replace(model, connection=ConnectionKind.VERTEX)
    with pytest.raises(AppError, match="does not belong to the connection"):
        workspace.trials.row(other, prompt, ids[0])
