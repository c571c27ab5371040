"""Credentials that fail in the middle: what was done is kept, and the user can go on."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.domain.errors import AppError
from services.domain.prediction import PredictionState
from services.domain.tuning import JobState, Recipe
from services.ports import CallError
from services.vertex.key_store import KeyStore
from tests.fakes.sandbox_server import SandboxServer
from tests.fakes.tickets import empty_tickets, fill_with_tickets
from tests.fakes.vertex_connection import VertexOverSandbox, stay_here
from tests.unit.vertex.test_key_store import MemoryKeyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.app import Workspace
    from services.domain.prediction import Run
    from services.domain.tuning import TuningJob


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path_factory.mktemp("sandbox"), speed=100.0).start()
    yield server
    server.stop()


@pytest.fixture
def workspace(
    server: SandboxServer, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """A project over Vertex AI, as far as it knows, with a key of a service account."""
    stay_here(monkeypatch)
    with closing(VertexOverSandbox(server, own_home, KeyStore(MemoryKeyring()))) as connection:
        connection.keeper.keep_key(Path(server.address.service_account_file))
        with empty_tickets(tmp_path, connection) as made:
            yield fill_with_tickets(made, tmp_path)
    server.control("DELETE", "faults")
    server.control("POST", "switches", {"ending": "whole"})
    server.control("POST", "tokens", {"revoked": False})


def states(workspace: Workspace, run: Run) -> Counter[PredictionState]:
    return Counter(one.state for one in workspace.prediction.predictions(run))


def test_a_token_that_dies_in_the_middle_of_a_run_is_renewed(
    workspace: Workspace, server: SandboxServer
) -> None:
    prompt, model = workspace.prompts.create("Which?"), workspace.prediction.models()[0]
    workspace.connection.text_model()
    server.fault(":generateContent", "401", times=3)
    run = workspace.prediction.run(model, prompt, workspace.datasets.snapshot("test"))
    assert set(states(workspace, run)) == {PredictionState.ANSWERED}


def test_a_key_revoked_under_a_run_stops_it_and_it_can_be_resumed(
    workspace: Workspace, server: SandboxServer
) -> None:
    prompt, model = workspace.prompts.create("Which?"), workspace.prediction.models()[0]
    workspace.connection.text_model()
    server.control("POST", "tokens", {"revoked": True, "forget": True})
    with pytest.raises(AppError) as stopped:
        workspace.prediction.run(model, prompt, workspace.datasets.snapshot("test"))
    assert "deleted or switched off" in stopped.value.title
    [run] = workspace.prediction.runs()
    assert PredictionState.ANSWERED not in states(workspace, run)
    server.control("POST", "tokens", {"revoked": False})
    run = workspace.prediction.resume(run)
    assert set(states(workspace, run)) == {PredictionState.ANSWERED}


def test_a_key_revoked_while_a_job_runs_is_told_and_the_job_goes_on(
    workspace: Workspace, server: SandboxServer
) -> None:
    job = workspace.tuning.start(workspace.prompts.create("Which?"), Recipe(epochs=1))
    server.control("POST", "tokens", {"revoked": True, "forget": True})
    workspace.connection._forget_ports()
    with pytest.raises(CallError) as refused:
        workspace.tuning.refresh(job)
    assert "deleted or switched off" in refused.value.title
    server.control("POST", "tokens", {"revoked": False})
    assert ended(workspace, job).state is JobState.SUCCEEDED


def test_a_job_that_ends_in_part_gives_the_models_that_answer(
    workspace: Workspace, server: SandboxServer
) -> None:
    server.control("POST", "switches", {"ending": "partial"})
    job = ended(
        workspace, workspace.tuning.start(workspace.prompts.create("Which?"), Recipe(epochs=2))
    )
    assert job.state is JobState.PARTLY_SUCCEEDED
    assert "could not be deployed" in job.error
    [model] = [one for one in workspace.tuning.models() if one.job_id == job.id]
    run = workspace.prediction.run(
        model, workspace.prompts.all()[0], workspace.datasets.snapshot("test")
    )
    assert set(states(workspace, run)) == {PredictionState.ANSWERED}


def ended(workspace: Workspace, job: TuningJob) -> TuningJob:
    """The job once it has ended."""
    pause = threading.Event()
    for _ in range(500):
        [job] = workspace.tuning.refresh(job)
        if job.state.ended:
            return job
        pause.wait(0.02)
    raise AssertionError(f"{job.id} did not end")
