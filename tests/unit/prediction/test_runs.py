from __future__ import annotations

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, PredictionState, Run, RunState
from services.domain.prompt import Technique
from services.jobs import JobCancelled, JobContext
from services.prediction.caps import Cap
from services.storage.runs import RunTable

if TYPE_CHECKING:
    from pathlib import Path

    from services.app import Workspace
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import Progress
    from services.prediction.use_cases import Predictions
    from tests.unit.prediction.conftest import SandboxControl

ANSWERED = PredictionState.ANSWERED


def counted(**counts: int) -> dict[PredictionState, int]:
    """Counts by state; those not named are 0."""
    return {state: counts.get(state.name, 0) for state in PredictionState}


def test_a_run_answers_each_row_once(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("validation")
    seen: list[Progress] = []
    run = prediction.run(model, prompt, snapshot, context=JobContext(seen.append))
    assert run.state is RunState.FINISHED
    assert (run.prompt_id, run.prompt_version, run.samples) == (prompt.id, 1, 1)
    found = prediction.predictions(run)
    rows = workspace.datasets.snapshot_rows(snapshot)
    assert {each.example_id for each in found} == {row.example_id for row in rows}
    assert all(each.state is ANSWERED and each.usage.input_tokens for each in found)
    assert (seen[-1].done, seen[-1].total) == (snapshot.size, snapshot.size)
    assert prediction.counts(run)[ANSWERED] == snapshot.size
    assert workspace.prompts.used(prompt)
    assert prediction.runs() == (run,)


def test_samples_are_separate_calls(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    run = prediction.run(model, prompt, snapshot, samples=3)
    found = prediction.predictions(run)
    assert len(found) == 3 * snapshot.size
    assert {each.sample for each in found} == {0, 1, 2}


def test_a_killed_sandbox_ends_the_run_cleanly_and_resume_does_the_rest(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("all")

    def kill_after_ten(progress: Progress) -> None:
        if progress.done == 10:
            sandbox.kill()

    with pytest.raises(AppError, match="The run stopped") as raised:
        prediction.run(model, prompt, snapshot, context=JobContext(kill_after_ten))
    assert "resume the run" in raised.value.way_out
    (run,) = prediction.runs()
    assert run.state is RunState.FAILED
    assert "The run stopped" in run.error
    kept = {each.example_id: each for each in prediction.predictions(run)}
    assert 10 <= len(kept) < snapshot.size
    assert all(each.state is ANSWERED for each in kept.values())
    resumed = prediction.resume(run)
    assert resumed.state is RunState.FINISHED
    found = {each.example_id: each for each in prediction.predictions(resumed)}
    assert len(found) == snapshot.size
    assert {example: found[example] for example in kept} == kept, "nothing is asked twice"


def test_a_stopped_run_keeps_what_was_answered(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("all")
    context = JobContext(lambda progress: context.stop() if progress.done == 5 else None)
    with pytest.raises(JobCancelled):
        prediction.run(model, prompt, snapshot, context=context)
    (run,) = prediction.runs()
    assert run.state is RunState.STOPPED
    assert 5 <= len(prediction.predictions(run)) < snapshot.size
    counts = prediction.counts(run)
    assert sum(counts.values()) == snapshot.size
    assert counts[PredictionState.NOT_RUN]
    assert prediction.resume(run).state is RunState.FINISHED


@pytest.mark.parametrize(
    ("kind", "state", "why"),
    [
        ("blocked", PredictionState.REFUSED, "blocked"),
        ("max_tokens_empty", PredictionState.UNPARSABLE, "ran out of tokens"),
        ("not_a_label", PredictionState.UNPARSABLE, "label"),
        ("malformed_json", PredictionState.FAILED, "could not be read"),
        ("cut_off", PredictionState.FAILED, ""),
        ("400", PredictionState.FAILED, ""),
    ],
)
def test_one_bad_reply_never_ends_a_run(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    kind: str,
    state: PredictionState,
    why: str,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    sandbox.fault(kind)
    run = prediction.run(model, prompt, snapshot)
    assert run.state is RunState.FINISHED
    assert prediction.counts(run)[state] == snapshot.size
    assert all(why in each.error for each in prediction.predictions(run))


@pytest.mark.parametrize("kind", ["429", "503", "reset", "401"])
def test_passing_faults_leave_no_trace(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    kind: str,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    sandbox.fault(kind, times=2, retry_after=0.01)
    run = prediction.run(model, prompt, snapshot)
    assert prediction.counts(run)[ANSWERED] == snapshot.size


@pytest.mark.parametrize("kind", ["403", "404"])
def test_what_every_call_would_meet_ends_the_run(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    kind: str,
) -> None:
    sandbox.fault(kind)
    with pytest.raises(AppError, match="The run stopped"):
        prediction.run(model, prompt, workspace.datasets.snapshot("test"))
    assert prediction.runs()[0].state is RunState.FAILED


def test_failed_rows_are_run_again_and_nothing_else(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    sandbox.fault("400", times=3)
    run = prediction.run(model, prompt, snapshot, cap=Cap(calls=5))
    failed = prediction.counts(run)[PredictionState.FAILED]
    missing = snapshot.size - 5
    assert prediction.counts(run) == counted(ANSWERED=5 - failed, FAILED=failed, NOT_RUN=missing)
    sandbox.clear()
    again = prediction.retry_failed(run)
    assert again.state is RunState.STOPPED, "rows are missing still"
    assert prediction.counts(again) == counted(ANSWERED=5, NOT_RUN=missing)
    sandbox.fault("400", times=1)
    whole = prediction.resume(again)
    assert whole.state is RunState.FINISHED
    assert prediction.counts(whole) == counted(ANSWERED=snapshot.size - 1, FAILED=1)
    assert prediction.counts(prediction.resume(whole))[PredictionState.FAILED] == 1
    assert prediction.counts(prediction.retry_failed(whole)) == counted(ANSWERED=snapshot.size)


def test_a_chain_of_thought_is_read_by_its_marker(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    thinking = workspace.prompts.save(replace(prompt, technique=Technique.CHAIN_OF_THOUGHT))
    run = prediction.run(model, thinking, workspace.datasets.snapshot("test"))
    found = prediction.predictions(run)
    assert all(each.state is ANSWERED and each.reasoning for each in found)


def test_an_estimate_counts_the_calls(
    workspace: Workspace, prediction: Predictions, prompt: Prompt, model: Model
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    found = prediction.estimate(model, prompt, snapshot, samples=5)
    assert found.calls == 5 * snapshot.size
    assert found.input_tokens > 100 * found.calls
    assert found.dollars
    assert f"{found.calls:,} calls" in found.arithmetic


def test_predictions_of_unlabelled_rows_are_saved(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    tmp_path: Path,
) -> None:
    snapshot = workspace.datasets.snapshot("unlabelled")
    assert snapshot.size == 6
    run = prediction.run(model, prompt, snapshot, samples=2)
    prediction.save_predictions(run, tmp_path / "out.csv")
    prediction.save_predictions(run, tmp_path / "out.jsonl")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len(table) == len(records) == 6
    assert [row["prediction"] for row in table] == [record["prediction"] for record in records]
    assert {row["prediction"] for row in table} <= {"refund", "card", "delivery"}
    assert all("of 2" in record["votes"] for record in records)
    assert {record["vote_share"] for record in records} <= {0.5, 1.0}
    assert [row["vote_share"] for row in table] == [str(each["vote_share"]) for each in records]
    assert any("📦" in record["text"] for record in records)


def test_predictions_are_saved_whole_or_not_at_all(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    tmp_path: Path,
) -> None:
    run = prediction.run(model, prompt, workspace.datasets.snapshot("test"))
    with pytest.raises(AppError, match="cannot be saved as"):
        prediction.save_predictions(run, tmp_path / "out.docx")
    with pytest.raises(AppError, match="no folder"):
        prediction.save_predictions(run, tmp_path / "nowhere" / "out.csv")
    assert not list(tmp_path.glob("*out*"))


def test_models_of_the_other_connection_are_refused(
    workspace: Workspace, prediction: Predictions, prompt: Prompt, model: Model
) -> None:
    other = replace(model, connection=ConnectionKind.VERTEX)
    with pytest.raises(AppError, match="does not belong to the connection"):
        prediction.run(other, prompt, workspace.datasets.snapshot("test"))
    assert prediction.runs() == ()


def test_a_run_that_a_crash_interrupted_is_stopped_and_can_be_resumed(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    snapshot = workspace.datasets.snapshot("test")
    used = workspace.prompts.mark_used(prompt)
    left = Run("r", "left", model, used.id, 1, snapshot.id, 1, RunState.RUNNING, 1.0)
    RunTable(workspace._file.database).add(left)
    (found,) = prediction.runs()
    assert found.state is RunState.STOPPED
    assert prediction.counts(found)[PredictionState.NOT_RUN] == snapshot.size
    assert prediction.resume(found).state is RunState.FINISHED


def test_two_runs_go_on_side_by_side(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    with ThreadPoolExecutor(2) as pool:
        parts = [workspace.datasets.snapshot(part) for part in ("validation", "test")]
        runs = list(pool.map(lambda part: prediction.run(model, prompt, part), parts))
    assert [run.state for run in runs] == [RunState.FINISHED] * 2
    assert [prediction.counts(run)[ANSWERED] for run in runs] == [part.size for part in parts]
