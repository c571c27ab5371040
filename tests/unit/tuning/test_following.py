from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from services.domain.curves import CurveName
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState, Recipe
from services.jobs import JobContext
from services.ports import CallError, SystemClock
from services.storage.curves import CurveTable
from services.tuning.following import Following

if TYPE_CHECKING:
    from services.domain.tuning import TuningJob
    from services.tuning.use_cases import Tuning
    from tests.unit.tuning.conftest import Project


class Refusing:
    """The connection, whose jobs cannot be asked for while there is an error."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.error: CallError | None = None

    def tuning_api(self) -> Any:
        if self.error is not None:
            raise self.error
        return self._connection.tuning_api()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.fixture
def connection_of_job(project: Project) -> Any:
    return Refusing(project.connection)


@pytest.fixture
def tuning(project: Project, connection_of_job: Any) -> Tuning:
    return project.tuning(connection_of_job)


@pytest.fixture
def following(project: Project, tuning: Tuning, connection_of_job: Any) -> Following:
    return Following(
        tuning,
        project.jobs,
        CurveTable(project.file.database),
        connection_of_job,
        SystemClock(),
    )


@pytest.fixture
def job(project: Project, tuning: Tuning) -> TuningJob:
    prompt = project.prompts.create("Which topic")
    return tuning.start(prompt, Recipe(epochs=2))


def followed(following: Following, tuning: Tuning) -> TuningJob:
    context = JobContext()
    while tuning.to_follow():
        following.ask()
        context.wait(0.02)
    return tuning.jobs()[0]


def test_a_followed_job_leaves_its_curves_in_the_project(
    following: Following, tuning: Tuning, job: TuningJob
) -> None:
    assert following.due
    assert following.curves(job) == {}
    done = followed(following, tuning)
    assert done.state is JobState.SUCCEEDED
    curves = following.curves(done)
    assert set(curves) == set(CurveName)
    assert len(curves[CurveName.VALIDATION_ACCURACY]) == 2
    assert following.with_curves() == {job.id}
    assert following.read_curves(done) == curves
    assert following.console_link(done) == ""
    assert not following.due


def test_the_console_is_named_for_a_job_of_vertex_ai(following: Following, job: TuningJob) -> None:
    assert job.remote is not None
    name = "projects/7/locations/europe-west4/tuningJobs/42"
    there = replace(job, connection=ConnectionKind.VERTEX, remote=replace(job.remote, name=name))
    assert following.console_link(there).endswith(
        "/tuning/locations/europe-west4/tuningJob/42/monitor?project=7"
    )


@pytest.mark.parametrize(("code", "wait"), [(429, 400.0), (401, None)])
def test_what_keeps_jobs_from_being_followed_is_told_until_it_is_over(
    following: Following,
    tuning: Tuning,
    job: TuningJob,
    connection_of_job: Refusing,
    code: int,
    wait: float | None,
) -> None:
    told: list[str] = []
    following.subscribe(lambda: told.append(following.trouble.title if following.trouble else ""))
    connection_of_job.error = CallError("Refused.", "Wait.", code=code, retry_after=wait)
    for _ in range(2):
        with pytest.raises(CallError):
            following.ask()
    assert following.trouble is not None
    assert (following.trouble.title, following.trouble.way_out) == ("Refused.", "Wait.")
    (stored,) = tuning.jobs()
    assert stored.state == job.state
    assert tuning.unasked(stored)
    assert not following.due
    connection_of_job.error = None
    assert followed(following, tuning).state is JobState.SUCCEEDED
    assert following.trouble is None
    assert not tuning.unasked(stored)
    assert told == ["Refused.", ""]


def test_a_job_that_was_deleted_at_the_service_has_failed(
    project: Project, following: Following, job: TuningJob
) -> None:
    assert job.remote is not None
    gone = job.remote.name.rsplit("/", 1)[0] + "/12345"
    project.jobs.put(replace(job, remote=replace(job.remote, name=gone)))
    (told,) = following.ask()
    assert told.state is JobState.FAILED
    failure = following.failure(told)
    assert failure is not None
    assert "does not know this tuning job" in failure.words
    assert failure.way_out == ""


def test_a_failure_names_the_example_of_its_row(
    project: Project, following: Following, job: TuningJob
) -> None:
    assert following.failure(job) is None
    assert job.remote is not None
    failed = replace(
        job,
        state=JobState.FAILED,
        remote=replace(job.remote, error="Row: 2. Missing required `contents` field."),
    )
    failure = following.failure(failed)
    assert failure is not None
    assert failure.line == 3
    assert project.datasets.example(failure.example_id).text
