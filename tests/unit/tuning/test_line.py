"""Jobs that wait in the program, and what keeps a job from being asked for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from services.connection import Connection
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState, Recipe, RemoteJob, TuningStatistics
from services.jobs import JobCancelled
from services.ports import CallError
from services.settings import Folders, Settings
from services.storage.sweeps import SweepTable
from services.tuning.checks import Place
from services.tuning.place import place_of
from tests.unit.tuning.test_start import cut

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from services.domain.tuning import StartFrom, TuningJob
    from services.tuning.use_cases import Tuning
    from tests.unit.tuning.conftest import Project

PARENT = "projects/1/locations/us-central1/tuningJobs"
GRID = (Recipe(epochs=1), Recipe(epochs=2), Recipe(epochs=3))


class Service:
    """A service that takes so many jobs at a time; it answers as told, and trains nothing."""

    def __init__(self, room: int = 1) -> None:
        self.room = room
        self.jobs: dict[str, RemoteJob] = {}
        self.uploads: list[str] = []
        self.failure: CallError | None = None
        self.lies = "us"
        self.out_of_reach = False

    def find(self, label: str) -> RemoteJob | None:
        return self.jobs.get(label)

    def create(self, *, label: str, start_from: StartFrom | None = None, **_: Any) -> RemoteJob:
        if self.failure is not None:
            raise self.failure
        if len(self.unfinished()) >= self.room:
            raise CallError("Too many jobs.", "Wait.", code=429, retryable=True)
        self.jobs[label] = RemoteJob(f"{PARENT}/{label}", JobState.TUNING, "RUNNING", label)
        return self.jobs[label]

    def get(self, name: str) -> RemoteJob:
        return self.jobs[name.removeprefix(f"{PARENT}/")]

    def unfinished(self) -> tuple[RemoteJob, ...]:
        if self.failure is not None and self.out_of_reach:
            raise self.failure
        return tuple(job for job in self.jobs.values() if not job.state.ended)

    def end(self, job: TuningJob, billed: int = 0) -> None:
        statistics = TuningStatistics(billable_tokens=billed)
        self.jobs[job.id] = replace(
            self.jobs[job.id], state=JobState.SUCCEEDED, statistics=statistics
        )

    def upload(self, path: Path, name: str, context: object) -> str:
        self.uploads.append(name)
        return f"gs://bucket/{name}"

    def check(self) -> None:
        if self.failure is not None:
            raise self.failure

    def location(self) -> str:
        return self.lies


class ServiceConnection:
    """The connection of a project, with the service in place of the real one."""

    def __init__(
        self, connection: Connection, service: Service, kind: ConnectionKind, project: str = "mine"
    ) -> None:
        self._connection, self._service = connection, service
        self.kind, self.project, self.incomplete = kind, project, ""
        self.tuning_location = "us-central1"

    def tuning_api(self) -> Service:
        return self._service

    def bucket(self) -> Service:
        return self._service

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def over(
    project: Project,
    service: Service,
    kind: ConnectionKind = ConnectionKind.SANDBOX,
    place: str = "mine",
) -> Tuning:
    connection = ServiceConnection(project.connection, service, kind, place)
    return project.tuning(connection)  # pyright: ignore[reportArgumentType]


def states(project: Project) -> list[JobState]:
    return [job.state for job in project.jobs.all()]


def launched(project: Project, tuning: Tuning, cap: float | None = None) -> tuple[TuningJob, ...]:
    return tuning.launch(tuning.plan(project.prompts.create("Which topic"), GRID, cap=cap))


def test_a_sweep_shares_one_upload_and_waits_where_one_job_is_allowed(project: Project) -> None:
    service = Service()
    jobs = launched(project, over(project, service))
    assert states(project) == [JobState.TUNING, JobState.IN_LINE, JobState.IN_LINE]
    first = jobs[0].lineage["training"]
    assert all(job.lineage["training"] == first for job in jobs)
    assert service.uploads == [
        f"tunesmith/{jobs[0].sweep}/{name}.jsonl" for name in ("training", "validation")
    ]
    assert {project.jobs.row_count(job.id, 0) for job in jobs} == {first["rows"]}  # pyright: ignore[reportArgumentType]
    assert len({job.lineage["estimated_from_text"] for job in jobs}) == 3


def test_the_next_job_is_sent_when_one_ends_also_after_a_restart(project: Project) -> None:
    service = Service()
    tuning = over(project, service)
    first, second, third = launched(project, tuning)
    asked = len(service.jobs)
    tuning.refresh()
    assert len(service.jobs) == asked
    service.end(first)
    tuning.refresh()
    assert states(project) == [JobState.SUCCEEDED, JobState.TUNING, JobState.IN_LINE]
    service.end(second)
    again = over(project, service)
    assert {job.id for job in again.to_follow()} == {second.id, third.id}
    again.refresh()
    assert states(project)[2] is JobState.TUNING
    assert len(service.jobs) == 3


def test_a_service_that_makes_jobs_wait_itself_gets_all_at_once(project: Project) -> None:
    launched(project, over(project, Service(room=9)))
    assert states(project) == [JobState.TUNING] * 3


def test_a_single_job_waits_too_and_can_be_discarded(project: Project) -> None:
    service = Service(room=0)
    tuning = over(project, service)
    job = tuning.start(project.prompts.create("Which topic"), GRID[0])
    assert (job.state, job.error) == (JobState.IN_LINE, "")
    assert not tuning.interrupted(job)
    service.delete = lambda uri: None  # pyright: ignore[reportAttributeAccessIssue]
    tuning.discard(job)
    assert tuning.jobs() == ()


def test_a_job_in_line_says_what_keeps_it_there(project: Project) -> None:
    service = Service()
    service.failure = CallError("Signing in was refused.", "Sign in again.", code=401)
    tuning = over(project, service)
    launched(project, tuning)
    job = project.jobs.all()[0]
    assert (job.state, job.error) == (JobState.IN_LINE, "Signing in was refused. Sign in again.")
    service.failure = None
    over(project, service).refresh()
    assert states(project)[0] is JobState.TUNING


def test_no_answer_takes_a_job_out_of_the_line(project: Project) -> None:
    service = Service()
    service.failure = CallError("No answer.", "Try again.", may_have_arrived=True)
    tuning = over(project, service)
    launched(project, tuning)
    job = project.jobs.all()[0]
    assert job.state is JobState.SENDING
    assert tuning.interrupted(job)
    assert "not known whether" in job.error


def test_a_job_that_is_refused_for_good_lets_the_next_one_pass(project: Project) -> None:
    service = Service()
    service.failure = CallError("Refused.", "Change it.", code=400)
    launched(project, over(project, service))
    assert states(project) == [JobState.FAILED] * 3


def test_a_sweep_that_was_cut_off_carries_on_as_a_whole(project: Project) -> None:
    tuning = cut(project, "upload", JobCancelled())
    with pytest.raises(JobCancelled):
        launched(project, tuning)
    assert states(project) == [JobState.UPLOADING] * 3
    service = Service(room=9)
    jobs = project.jobs.all()
    over(project, service).resume(jobs[1])
    assert states(project) == [JobState.TUNING] * 3
    assert len(service.uploads) == 2


def test_a_cap_holds_back_jobs_when_more_is_billed_than_was_estimated(project: Project) -> None:
    service = Service()
    tuning = over(project, service, ConnectionKind.VERTEX)
    first, *_ = launched(project, tuning, cap=1.0)
    service.end(first, billed=400_000)
    tuning.refresh()
    waiting = project.jobs.all()[1]
    assert waiting.state is JobState.IN_LINE
    assert "above its cap of $1.00" in waiting.error
    (sweep,) = SweepTable(project.file.database).all()
    SweepTable(project.file.database).put(replace(sweep, cap=5.0))
    tuning.refresh()
    assert project.jobs.all()[1].state is JobState.TUNING


def test_files_that_other_jobs_still_need_are_not_deleted(project: Project) -> None:
    service = Service()
    tuning = over(project, service)
    first, *_ = launched(project, tuning)
    service.end(first)
    with pytest.raises(AppError, match="still need these files"):
        tuning.delete_uploaded(first)


def test_the_bucket_and_jobs_at_the_service_are_told_before_a_start(project: Project) -> None:
    service = Service(room=9)
    tuning = over(project, service)
    assert [check.text for check in tuning.ask_service()] == [
        "bucket readable",
        "bucket in the right region",
        "no other job at the service",
    ]
    tuning.start(project.prompts.create("Which topic"), GRID[0])
    service.jobs["x"] = RemoteJob("jobs/x", JobState.TUNING, "RUNNING", "")
    assert tuning.ask_service()[0].text.startswith("Job 1, 1 job from elsewhere are not done yet;")
    service.failure = CallError("No bucket.", "Name another one.", code=404)
    assert tuning.ask_service()[0].text == "No bucket. Name another one."
    service.out_of_reach = True
    assert [check.text for check in tuning.ask_service()] == ["No bucket. Name another one."]


def test_a_bucket_in_another_region_is_told_before_a_start(project: Project) -> None:
    service = Service()
    service.lies = "europe-west4"
    (warning, *_) = over(project, service).ask_service()
    assert warning.text.startswith("The bucket lies in “europe-west4”, but models are tuned in")
    assert warning.place is Place.SETTINGS


def test_an_answer_that_comes_late_does_not_take_back_the_end(project: Project) -> None:
    service = Service()
    tuning = over(project, service)
    job = tuning.start(project.prompts.create("Which topic"), GRID[0])
    late = service.get

    def get(name: str) -> RemoteJob:
        before = late(name)
        service.get = late
        service.end(job)
        tuning.refresh(job)
        return before

    service.get = get
    assert tuning.refresh(job)[0].state is JobState.SUCCEEDED
    assert states(project) == [JobState.SUCCEEDED]


@contextmanager
def on_another_machine(folder: Path) -> Generator[Connection]:
    other = Connection(Settings(author="me"), Folders.below(folder))
    try:
        yield other
    finally:
        other.close()


def test_a_project_on_another_machine_says_where_its_job_is(
    project: Project, tmp_path: Path
) -> None:
    service = Service()
    job = over(project, service).start(project.prompts.create("Which topic"), GRID[0])
    with on_another_machine(tmp_path / "other") as connection:
        assert place_of(connection) != place_of(project.connection)
        there = project.tuning(connection)
        assert "Sandbox of another computer" in there.why_elsewhere(job)
        assert there.to_follow() == ()
        assert there.refresh(job) == (job,)
        with pytest.raises(AppError, match="another computer"):
            there.cancel(job)
    assert over(project, service).to_follow() == (job,)


def test_a_job_of_another_cloud_project_names_that_project(project: Project) -> None:
    tuning = over(project, Service(), ConnectionKind.VERTEX)
    job = tuning.start(project.prompts.create("Which topic"), GRID[0])
    assert tuning.why_elsewhere(job) == ""
    moved = over(project, Service(), ConnectionKind.VERTEX, place="theirs")
    assert "the project mine of Google's cloud" in moved.why_elsewhere(job)
