"""The program is killed at each step of a start; started again, one job exists."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from services.app import Workspace
from services.domain.task import Task
from services.settings import Settings
from tests.fakes.killed_start import RECIPES, STEPS, ServerConnection, start
from tests.fakes.projects import filled
from tests.fakes.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.domain.tuning import TuningJob

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are of POSIX")
PATIENCE_SECONDS = 60
ROWS = 24


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    """So slow that no job gets as far as being trained."""
    server = SandboxServer(tmp_path_factory.mktemp("sandbox"), speed=0.01).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def project(server: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is ready to be tuned."""
    path = tmp_path_factory.mktemp("project") / "messages.tunesmith"
    task = Task.classification("Messages", ("refund", "delivery"))
    with opened(path, server, task) as workspace:
        ids = filled(workspace, [f"message number {number}" for number in range(ROWS)])
        for number, example_id in enumerate(ids):
            workspace.labeling.answer(example_id, ("refund", "delivery")[number % 2])
        workspace.datasets.split(training=1, validation=0, test=0, seed=1)
        workspace.prompts.create("Which topic")
    return path


def opened(path: Path, server: SandboxServer, task: Task | None = None) -> Workspace:
    connection = ServerConnection(server.address, server.folder)
    settings = Settings(author="me")
    if task is not None:
        return Workspace.create(path, task, settings=settings, connection=connection)
    return Workspace.open(path, settings=settings, connection=connection)


def kill_at(step: str, path: Path, server: SandboxServer, jobs: int = 1) -> None:
    """Start tuning in another process, and kill that one once it has reached the step."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.fakes.killed_start"])
    ours, theirs = context.Pipe()
    process = context.Process(
        target=start, args=(path, server.address, server.folder, step, jobs, theirs)
    )
    process.start()
    assert ours.poll(PATIENCE_SECONDS)
    assert ours.recv() == step
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def started_again(workspace: Workspace) -> TuningJob:
    """What the user does next: goes on with what was cut off, or begins anew."""
    if not workspace.tuning.jobs():
        return workspace.tuning.start(workspace.prompts.all()[0], RECIPES[0])
    workspace.tuning.refresh()
    (job,) = workspace.tuning.jobs()
    return workspace.tuning.resume(job)


def at_the_service(server: SandboxServer) -> list[Any]:
    return list(server.genai("us-central1").tunings.list(config={"page_size": 100}))


@pytest.mark.parametrize("step", STEPS)
def test_a_start_that_is_killed_leads_to_exactly_one_job(
    step: str, project: Path, server: SandboxServer, tmp_path: Path
) -> None:
    before = {job.name for job in at_the_service(server)}
    path = Path(shutil.copy(project, tmp_path / "copy.tunesmith"))
    kill_at(step, path, server)
    with opened(path, server) as workspace:
        job = started_again(workspace)
        (found,) = [one for one in at_the_service(server) if one.name not in before]
        assert job.remote is not None
        assert (found.name, found.labels) == (job.remote.name, {"tunesmith": job.id})
        assert workspace.tuning.jobs() == (job,)
        assert not workspace.tuning.interrupted(job)
    uploaded = found.supervised_tuning_spec.training_dataset_uri
    data = (
        server.storage().bucket(server.bucket).blob(uploaded.split("/", 3)[3]).download_as_bytes()
    )
    assert hashlib.sha256(data).hexdigest() == job.lineage["training"]["sha256"]
    assert data.count(b"\n") == ROWS


@pytest.mark.parametrize("step", ["uploading", "in_line", "create after"])
def test_a_sweep_that_is_killed_leads_to_one_job_for_each_recipe(
    step: str, project: Path, server: SandboxServer, tmp_path: Path
) -> None:
    before = {job.name for job in at_the_service(server)}
    path = Path(shutil.copy(project, tmp_path / "copy.tunesmith"))
    kill_at(step, path, server, jobs=len(RECIPES))
    with opened(path, server) as workspace:
        for job in workspace.tuning.jobs():
            workspace.tuning.resume(job)
        workspace.tuning.refresh()
        jobs = workspace.tuning.jobs()
        found = [one for one in at_the_service(server) if one.name not in before]
    assert {job.remote.name for job in jobs if job.remote} == {one.name for one in found}
    assert len(found) == len(RECIPES)
    assert len({one.supervised_tuning_spec.training_dataset_uri for one in found}) == 1
