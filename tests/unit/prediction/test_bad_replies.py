"""Whatever the service does, each row ends in its right state, and nothing is sent in vain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.prediction import PredictionState, RunState
from services.jobs import JobCancelled, JobContext
from services.prediction.driving import BREAKS_AFTER
from tests.fakes.tickets import cities
from tests.unit.prediction.conftest import IMPATIENT, Stopper, predictions_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.app import Workspace
    from services.connection import Connection
    from services.domain.prediction import Model, Prediction
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.prediction.use_cases import Predictions
    from tests.unit.prediction.conftest import SandboxControl

PATIENT = replace(IMPATIENT, attempts=12, patient_attempts=12)
ANSWERED, FAILED = PredictionState.ANSWERED, PredictionState.FAILED


@pytest.fixture
def snapshot(workspace: Workspace) -> Snapshot:
    return workspace.datasets.snapshot("validation")


@pytest.fixture
def extraction(tmp_path: Path, connection: Connection) -> Iterator[Workspace]:
    with cities(tmp_path, connection) as made:
        yield made


def _extracted(workspace: Workspace, connection: Connection) -> Prediction:
    """What becomes of the one row."""
    prediction = predictions_of(workspace, connection)
    prompt, snapshot = workspace.prompts.create("p"), workspace.datasets.snapshot("all")
    run = prediction.run(prediction.models()[0], prompt, snapshot)
    (found,) = prediction.predictions(run)
    prediction.close()
    return found


def test_an_expired_token_is_renewed_and_no_row_notices(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    sandbox.forget_tokens()
    run = prediction.run(model, prompt, snapshot)
    assert prediction.counts(run)[ANSWERED] == snapshot.size


def test_a_token_that_stays_refused_ends_the_run_before_all_rows_are_tried(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    everything = workspace.datasets.snapshot("all")
    sandbox.fault("401")
    sandbox.forget_requests()
    with pytest.raises(AppError, match="The run stopped"):
        prediction.run(model, prompt, everything)
    (run,) = prediction.runs()
    assert run.state is RunState.FAILED
    assert prediction.counts(run)[PredictionState.NOT_RUN] == everything.size
    sent = len(sandbox.requests()["recent"])
    assert sent < 2 * everything.size
    assert sent >= BREAKS_AFTER


def test_one_odd_refusal_is_a_failed_row_and_ends_nothing(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    for kind in ("403", "404"):
        sandbox.fault(kind, times=1)
    run = prediction.run(model, prompt, snapshot)
    assert run.state is RunState.FINISHED
    assert prediction.counts(run)[FAILED] == 2
    assert prediction.counts(run)[ANSWERED] == snapshot.size - 2


def test_a_model_that_is_not_in_this_place_says_where_it_was_looked_for(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    elsewhere = replace(model, location="asia-northeast3")
    with pytest.raises(AppError, match="asia-northeast3") as raised:
        prediction.run(elsewhere, prompt, snapshot)
    assert "resume the run" in raised.value.way_out


def test_a_slow_call_is_given_up_and_sent_again(
    workspace: Workspace,
    connection: Connection,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    """The first three calls take longer than a call may, the next ones do not."""
    sandbox.fault("slow", times=3, delay=30)
    prediction = predictions_of(workspace, connection, replace(PATIENT, timeout=1.0))
    run = prediction.run(model, prompt, snapshot)
    assert prediction.counts(run)[ANSWERED] == snapshot.size
    prediction.close()


def test_a_stop_does_not_wait_for_slow_calls(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    """Nothing here would end within minutes if a stop waited for what is in flight."""
    everything = workspace.datasets.snapshot("all")
    context = JobContext()
    sandbox.fault("slow", delay=100)
    waiting = Stopper(sandbox, context)
    waiting.start()
    with pytest.raises(JobCancelled):
        prediction.run(model, prompt, everything, context=context)
    waiting.join()
    assert prediction.runs()[0].state is RunState.STOPPED


def test_a_json_answer_that_is_text_is_unparsable(
    extraction: Workspace, connection: Connection, sandbox: SandboxControl
) -> None:
    sandbox.fault("not_a_label", text="The city is Seoul.")
    found = _extracted(extraction, connection)
    assert (found.state, found.value) == (PredictionState.UNPARSABLE, None)
    assert found.reply == "The city is Seoul."
    assert found.error


def test_a_json_answer_that_ends_in_the_middle_is_unparsable(
    extraction: Workspace, connection: Connection, sandbox: SandboxControl
) -> None:
    sandbox.fault("not_a_label", text='{"city": "Seo')
    found = _extracted(extraction, connection)
    assert (found.state, found.value) == (PredictionState.UNPARSABLE, None)


def test_an_answer_of_the_service_that_is_no_json_is_a_failed_call(
    extraction: Workspace, connection: Connection, sandbox: SandboxControl
) -> None:
    sandbox.fault("malformed_json")
    found = _extracted(extraction, connection)
    assert (found.state, found.reply) == (FAILED, "")
    assert "could not be read" in found.error


def test_a_label_that_is_not_in_the_list_is_never_guessed(
    workspace: Workspace,
    prediction: Predictions,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
    snapshot: Snapshot,
) -> None:
    sandbox.fault("not_a_label", text="chargeback")
    run = prediction.run(model, prompt, snapshot)
    found = prediction.predictions(run)
    assert {each.state for each in found} == {PredictionState.UNPARSABLE}
    assert {each.reply for each in found} == {"chargeback"}
    assert all(each.value is None for each in found)


def test_many_faults_at_once_leave_each_row_answered_once(
    workspace: Workspace,
    connection: Connection,
    sandbox: SandboxControl,
    prompt: Prompt,
    model: Model,
) -> None:
    everything = workspace.datasets.snapshot("all")
    for kind in ("429", "503", "reset", "cut_off", "malformed_json"):
        sandbox.fault(kind, times=2, retry_after=0.01)
    prediction = predictions_of(workspace, connection, PATIENT)
    run = prediction.run(model, prompt, everything)
    assert prediction.counts(run)[ANSWERED] == everything.size
    prediction.close()
