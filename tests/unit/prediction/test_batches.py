"""Runs that the Sandbox answers as one job."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.app import Workspace
from services.domain.batch import BatchState
from services.domain.errors import AppError
from services.domain.prediction import PredictionState, RunState, Usage
from services.jobs import JobCancelled, JobContext
from services.prediction.batching import MOST_CALLS, check_batch, offers_batch
from services.settings import Settings
from tests.fakes.text_model import MODEL
from tests.fakes.tickets import empty_tickets, fill_with_tickets
from tests.unit.prediction.conftest import predictions_of

if TYPE_CHECKING:
    from pathlib import Path

    from services.connection import Connection
    from services.domain.prediction import Model, Run
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.prediction.use_cases import Predictions
    from tests.unit.prediction.conftest import SandboxControl

ANSWERED = PredictionState.ANSWERED


@pytest.fixture
def snapshot(workspace: Workspace) -> Snapshot:
    return workspace.datasets.snapshot("test")


def follow(prediction: Predictions, run: Run) -> Run:
    """Ask until the batch has ended."""
    pause = threading.Event()
    for _ in range(500):
        prediction.batches.follow()
        run = prediction.run_with_id(run.id)
        if run.state is not RunState.RUNNING:
            return run
        pause.wait(0.02)
    raise AssertionError(run)


def test_a_batch_is_offered_over_a_thousand_calls_on_base_models() -> None:
    tuned = replace(MODEL, job_id="j")
    assert offers_batch(MODEL, 1001)
    assert not offers_batch(MODEL, 1000)
    assert not offers_batch(tuned, 5000)
    with pytest.raises(AppError, match="not there for tuned"):
        check_batch(tuned, 10)
    with pytest.raises(AppError, match="at most 200,000"):
        check_batch(MODEL, MOST_CALLS + 1)


def test_a_batch_costs_half(
    prediction: Predictions, prompt: Prompt, model: Model, snapshot: Snapshot
) -> None:
    usual = prediction.estimate(model, prompt, snapshot)
    batch = prediction.estimate(model, prompt, snapshot, batch=True)
    assert usual.dollars
    assert batch.dollars == pytest.approx(usual.dollars / 2)
    assert batch.seconds is None


def test_answers_of_a_batch_come_home_to_their_rows(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    sandbox.forget_requests()
    run = prediction.run(model, prompt, snapshot, samples=2, batch=True)
    assert run.state is RunState.RUNNING
    assert run.batch is not None
    assert run.batch.under_way
    assert prediction.batches.to_follow()
    ended = follow(prediction, run)
    assert (ended.state, ended.batch, ended.error) == (
        RunState.FINISHED,
        BatchState.SUCCEEDED,
        "",
    )
    assert prediction.counts(ended)[ANSWERED] == 2 * snapshot.size
    assert not sandbox.requests()["recent"], "no single call was made"
    assert not prediction.batches.to_follow()
    assert not workspace.connection.bucket().below(_folder(workspace, run)), "the files are gone"
    one_by_one = prediction.run(model, prompt, snapshot, samples=2, ask_again=True)
    spending = workspace.evaluation._spending
    million = Usage(1_000_000)
    half, full = (spending._dollars(each, million) for each in (ended, one_by_one))
    assert full
    assert half == pytest.approx(full / 2)
    said = {(each.example_id, each.sample): each.value for each in prediction.predictions(ended)}
    assert said == {
        (each.example_id, each.sample): each.value for each in prediction.predictions(one_by_one)
    }


def test_a_batch_is_found_again_after_the_program_was_killed(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    run = prediction.run(model, prompt, snapshot, batch=True)
    table = prediction.batches._table
    stored = table.all()[run.id]
    table.put(replace(stored, job="", state=BatchState.PREPARING))
    sandbox.forget_requests()
    prediction.batches.follow()
    assert table.all()[run.id].job == stored.job, "found by its label, not created anew"
    methods = {entry["method"] for entry in sandbox.requests("batchPredictionJobs")["recent"]}
    assert methods == {"GET"}
    assert follow(prediction, run).state is RunState.FINISHED


def test_a_batch_whose_file_was_not_uploaded_begins_anew(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    sandbox.fault("503", match="*batchPredictionJobs", times=1)
    with pytest.raises(AppError):
        prediction.run(model, prompt, snapshot, batch=True)
    (run,) = prediction.runs()
    assert (run.state, run.batch) == (RunState.RUNNING, BatchState.PREPARING)
    assert follow(prediction, run).state is RunState.FINISHED


def test_a_batch_that_is_refused_fails_and_says_why(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    sandbox.fault("403", match="*batchPredictionJobs")
    with pytest.raises(AppError):
        prediction.run(model, prompt, snapshot, batch=True)
    (run,) = prediction.runs()
    assert (run.state, run.batch) == (RunState.FAILED, BatchState.FAILED)
    assert run.error
    assert not prediction.batches.to_follow()
    assert prediction.resume(run).state is RunState.FINISHED


def test_a_batch_is_cancelled_and_the_run_can_be_resumed(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    run = prediction.run(model, prompt, snapshot, batch=True)
    with pytest.raises(AppError, match="under way"):
        prediction.resume(run)
    prediction.batches.cancel(prediction.run_with_id(run.id))
    ended = follow(prediction, run)
    assert (ended.state, ended.batch) == (RunState.STOPPED, BatchState.CANCELLED)
    assert ended.error == "The batch was cancelled."
    assert prediction.resume(ended).state is RunState.FINISHED


def test_rows_keep_their_own_errors_and_rows_without_an_answer_are_missing(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
    tmp_path: Path,
) -> None:
    run = prediction.run(model, prompt, snapshot, batch=True)
    rows = workspace.datasets.snapshot_rows(snapshot)
    lines = [
        {"key": f"{rows[1].example_id}:0:ab", "status": "INVALID_ARGUMENT: too long"},
        {"key": f"{rows[0].example_id}:0:cd", "status": "", "response": says("refund")},
        {"status": "a line of nobody"},
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    bucket = workspace.connection.bucket()
    bucket.upload(path, "other/answers/predictions.jsonl", JobContext())
    table = prediction.batches._table
    source = f"gs://{workspace.connection._ready().address.bucket}/other/requests.jsonl"
    table.put(replace(table.all()[run.id], source=source))
    ended = follow(prediction, run)
    assert ended.state is RunState.STOPPED
    assert ended.error == f"The batch gave no answer to {len(rows) - 2} calls."
    found = {each.example_id: each for each in prediction.predictions(ended)}
    assert found[rows[0].example_id].reply == "refund"
    assert found[rows[1].example_id].state is PredictionState.FAILED
    assert "too long" in found[rows[1].example_id].error


def says(text: str) -> dict[str, object]:
    return {"candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}]}


def test_what_is_known_already_is_not_sent_in_a_batch(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    prediction.run(model, prompt, snapshot)
    sandbox.forget_requests()
    run = prediction.run(model, prompt, snapshot, batch=True)
    assert run.state is RunState.FINISHED
    assert prediction.counts(run)[ANSWERED] == snapshot.size
    assert not sandbox.requests("batchPredictionJobs")["recent"]


def test_a_stop_while_the_file_is_written_ends_the_run(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    context = JobContext(lambda _: context.stop())
    with pytest.raises(JobCancelled):
        prediction.run(model, prompt, snapshot, context=context, batch=True)
    (run,) = prediction.runs()
    assert (run.state, run.batch) == (RunState.STOPPED, BatchState.CANCELLED)


def _folder(workspace: Workspace, run: Run) -> str:
    return f"gs://{workspace.connection._ready().address.bucket}/tunesmith/batches/{run.id}"


def test_a_batch_goes_on_while_the_program_is_closed(
    tmp_path: Path, connection: Connection, sandbox: SandboxControl
) -> None:
    with empty_tickets(tmp_path, connection) as workspace:
        prompt = fill_with_tickets(workspace, tmp_path).prompts.create("Plain")
        prediction = predictions_of(workspace, connection)
        rows = workspace.datasets.snapshot("test")
        run = prediction.run(prediction.models()[0], prompt, rows, batch=True)
        prediction.close()
    settings = Settings(author="me")
    with Workspace.open(workspace.path, settings=settings, connection=connection) as workspace:
        prediction = predictions_of(workspace, connection)
        assert prediction.runs()[0].state is RunState.RUNNING
        assert follow(prediction, run).state is RunState.FINISHED
        prediction.close()
