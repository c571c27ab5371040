from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.prediction import ConnectionKind
from services.domain.prompt import Technique
from services.domain.tuning import JobState, Recipe
from services.jobs import JobCancelled, JobContext, Progress
from services.ports import CallError, ModelRequest
from tests.unit.tuning.conftest import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from services.connection import Connection
    from services.domain.tuning import TuningJob
    from services.ports import Bucket, Reply, TuningApi
    from services.tuning.use_cases import Tuning
    from tests.unit.tuning.conftest import Project

RECIPE = Recipe(epochs=2)


class Killed(BaseException):
    """The program ends here."""


class _Cut:
    """Something that is cut off before or after one of its calls."""

    def __init__(self, inner: Any, call: str, *, after: bool, error: BaseException) -> None:
        self._inner, self._call, self._after, self._error = inner, call, after, error

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._inner, name)
        if name != self._call:
            return real

        def call(*given: Any, **named: Any) -> Any:
            if self._after:
                real(*given, **named)
            raise self._error

        return call


class CutConnection:
    """The connection, one call of which never comes back."""

    def __init__(
        self, connection: Connection, call: str, error: BaseException, *, after: bool = False
    ) -> None:
        self._connection, self._call, self._error, self._after = connection, call, error, after

    def tuning_api(self) -> TuningApi:
        return self._cut(self._connection.tuning_api())

    def bucket(self) -> Bucket:
        return self._cut(self._connection.bucket())

    def _cut(self, inner: Any) -> Any:
        return _Cut(inner, self._call, after=self._after, error=self._error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def cut(project: Project, call: str, error: BaseException, *, after: bool = False) -> Tuning:
    connection = CutConnection(project.connection, call, error, after=after)
    return project.tuning(connection)  # pyright: ignore[reportArgumentType]


def until(tuning: Tuning, job: TuningJob, reached: Callable[[TuningJob], bool]) -> TuningJob:
    context = JobContext()
    for _ in range(800):
        (job,) = tuning.refresh(job)
        if reached(job):
            return job
        context.wait(0.05)
    raise AssertionError(job)


def at_the_service(project: Project) -> int:
    """How many jobs the service has for the jobs of this project."""
    from google.genai import types

    api: Any = project.connection.tuning_api()
    client = api._clients.blocking("us-central1")
    listed = client.tunings.list(config=types.ListTuningJobsConfig(page_size=100))
    mine = {job.id for job in project.jobs.all()}
    return sum((job.labels or {}).get("tunesmith") in mine for job in listed)


def test_one_call_leads_to_a_tuned_model(project: Project) -> None:
    tuning = project.tuning()
    prompt = project.prompts.create("Which topic", Technique.FEW_SHOT)
    seen: list[Progress] = []
    job = tuning.start(prompt, RECIPE, context=JobContext(seen.append))
    assert job.remote is not None
    assert tuning.models() == ()
    assert {"writing rows", "creating the job"} <= {progress.note for progress in seen}
    job = until(tuning, job, lambda job: job.state.ended)
    assert job.state is JobState.SUCCEEDED
    assert job.ended is not None
    model, *_ = tuning.models()
    assert (model.job_id, model.base, model.location) == (job.id, "gemini-3.1-flash-lite", "us")
    assert model.name == "Tuned 1: gemini-3.1-flash-lite, 2 epochs"


def test_the_lineage_says_what_the_model_was_made_from(project: Project) -> None:
    tuning = project.tuning()
    prompt = project.prompts.create("Which topic", Technique.FEW_SHOT)
    job = tuning.start(prompt, RECIPE)
    twin = project.prompts.version(job.prompt_id, job.prompt_version)
    assert twin.technique is Technique.ZERO_SHOT
    assert project.prompts.used(twin)
    training = job.lineage["training"]
    snapshot = project.datasets.snapshot_with_id(job.training_snapshot)
    assert (training["hash"], training["revision"]) == (snapshot.hash, snapshot.revision)
    assert training["rows"] == snapshot.scored
    assert training["uri"] == f"gs://tunesmith-sandbox/tunesmith/{job.id}/training.jsonl"
    assert len(training["sha256"]) == 64
    assert job.validation_snapshot is not None
    manifest = project.jobs.examples_at(job.id, Split.TRAINING, [1, training["rows"]])
    assert len(manifest) == 2
    assert project.jobs.row_count(job.id, Split.TRAINING) == training["rows"]


def test_each_line_is_the_prompt_and_the_answer_of_its_example(
    project: Project, tmp_path: Path
) -> None:
    tuning = project.tuning()
    job = tuning.start(project.prompts.create("Which topic"), RECIPE)
    files = tuning._starter._files
    prompt = project.prompts.version(job.prompt_id, job.prompt_version)
    path = tmp_path / "again.jsonl"
    again = files.write(path, prompt, job.lineage["training"], JobContext())
    assert again.sha256 == job.lineage["training"]["sha256"]
    lines = [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]
    for line, example_id in zip(lines, again.examples, strict=True):
        example = project.datasets.example(example_id)
        rendered = project.prompts.render(prompt, example_id)
        assert line["systemInstruction"]["parts"][0]["text"] == rendered.system
        assert line["contents"][0]["parts"][0]["text"] == rendered.turns[0].text
        assert isinstance(example.gold, str)
        answer = project.prompts.answer_text(example.gold)
        assert line["contents"][1] == {"role": "model", "parts": [{"text": answer}]}


def test_a_kill_right_after_the_record_starts_from_its_frozen_rows(
    project: Project, tmp_path: Path
) -> None:
    def kill(progress: Progress) -> None:
        if progress.note == "writing rows":
            raise Killed

    with pytest.raises(Killed):
        project.tuning().start(project.prompts.create("T"), RECIPE, context=JobContext(kill))
    (job,) = project.jobs.all()
    assert job.state is JobState.PREPARING
    project.fill(tmp_path, 40)
    resumed = project.tuning().resume(job)
    assert resumed.lineage["training"]["rows"] == job.lineage["training"]["rows"]
    assert at_the_service(project) == 1


def test_no_answer_to_the_creation_looks_for_the_job_before_asking_again(
    project: Project,
) -> None:
    lost = CallError("No answer.", "Try again.", may_have_arrived=True)
    tuning = cut(project, "create", lost, after=True)
    job = tuning.start(project.prompts.create("Which topic"), RECIPE)
    assert job.remote is not None
    assert at_the_service(project) == 1


def test_no_answer_and_no_job_is_told_and_can_go_on(project: Project) -> None:
    lost = CallError("No answer.", "Try again.", may_have_arrived=True)
    with pytest.raises(AppError, match="not known whether"):
        cut(project, "create", lost).start(project.prompts.create("Which topic"), RECIPE)
    (job,) = project.jobs.all()
    assert "not known whether" in job.error
    assert project.tuning().resume(job).error == ""
    assert at_the_service(project) == 1


def test_a_job_that_arrived_unnoticed_is_found_by_asking(project: Project) -> None:
    with pytest.raises(Killed):
        cut(project, "create", Killed(), after=True).start(project.prompts.create("T"), RECIPE)
    (job,) = project.tuning().refresh()
    assert job.remote is not None


def test_a_refusal_for_good_ends_the_job_and_one_for_now_does_not(project: Project) -> None:
    prompt = project.prompts.create("Which topic")
    for code, state in ((400, JobState.FAILED), (403, JobState.SENDING)):
        refused = CallError("Refused.", "Change it.", code=code)
        with pytest.raises(CallError):
            cut(project, "create", refused).start(prompt, RECIPE)
        job = project.jobs.all()[-1]
        assert (job.state, job.error) == (state, "Refused. Change it.")


def test_a_stop_keeps_what_was_begun_and_discarding_removes_it(project: Project) -> None:
    tuning = cut(project, "upload", JobCancelled())
    with pytest.raises(JobCancelled):
        tuning.start(project.prompts.create("Which topic"), RECIPE)
    (job,) = tuning.jobs()
    project.tuning().discard(job)
    assert tuning.jobs() == ()
    assert project.jobs.row_count(job.id, Split.TRAINING) == 0


def test_a_job_that_the_service_has_is_not_discarded(project: Project) -> None:
    with pytest.raises(Killed):
        cut(project, "create", Killed(), after=True).start(project.prompts.create("T"), RECIPE)
    (job,) = project.jobs.all()
    with pytest.raises(AppError, match="after all"):
        project.tuning().discard(job)
    assert project.jobs.all()[0].remote is not None


def test_cancelling_ends_the_job_at_the_service(project: Project) -> None:
    tuning = project.tuning()
    job = tuning.start(project.prompts.create("Which topic"), replace(RECIPE, epochs=80))
    tuning.cancel(job)
    assert until(tuning, job, lambda job: job.state.ended).state is JobState.CANCELLED
    assert tuning.models() == ()


def test_a_job_goes_on_while_the_program_is_not_running(project: Project) -> None:
    job = project.tuning().start(project.prompts.create("Which topic"), RECIPE)
    again = project.tuning()
    assert until(again, job, lambda job: job.state.ended).state is JobState.SUCCEEDED
    assert project.jobs.with_id(job.id) == again.jobs()[0]


def test_a_tuned_model_answers_where_it_is_served(project: Project) -> None:
    tuning = project.tuning()
    prompt = project.prompts.create("Which topic")
    until(tuning, tuning.start(prompt, RECIPE), lambda job: job.state.ended)
    model, *_ = tuning.models()
    rendered = project.prompts.render(prompt, project.datasets.examples([1])[0].id)
    request = ModelRequest(rendered.system, rendered.turns)

    async def ask() -> Reply:
        text_model = project.connection.text_model()
        try:
            return await text_model.generate(model, request)
        finally:
            await text_model.close()

    assert asyncio.run(ask()).text in WORDS


def test_a_job_survives_the_end_of_the_sandbox(project: Project) -> None:
    tuning = project.tuning()
    job = tuning.start(project.prompts.create("Which topic"), RECIPE)
    sandbox = project.connection._sandbox
    assert sandbox is not None
    assert sandbox._process is not None
    sandbox._process.kill()
    sandbox._process.wait()
    assert until(tuning, job, lambda job: job.state.ended).state is JobState.SUCCEEDED


def test_billed_tokens_correct_the_next_estimate(project: Project) -> None:
    tuning = project.tuning()
    prompt = project.prompts.create("Which topic")
    before = tuning.estimate(prompt, RECIPE).tokens
    job = until(tuning, tuning.start(prompt, RECIPE), lambda job: job.state.ended)
    assert job.remote is not None
    assert job.remote.statistics is not None
    after = tuning.estimate(prompt, RECIPE).tokens
    assert after != before
    assert after == pytest.approx(job.remote.statistics.billable_tokens, rel=0.01)


def test_uploaded_files_can_be_deleted(project: Project) -> None:
    tuning = project.tuning()
    job = tuning.start(project.prompts.create("Which topic"), RECIPE)
    job = tuning.delete_uploaded(job)
    assert job.lineage["training"]["uri"] == ""
    assert job.lineage["training"]["sha256"]
    assert tuning.delete_uploaded(job) == job


def test_a_blocking_check_keeps_the_start_from_beginning(empty: Project) -> None:
    with pytest.raises(AppError, match="cannot start yet"):
        empty.tuning().start(empty.prompts.create("Which topic"), RECIPE)
    assert empty.jobs.all() == ()


def test_a_disk_that_cannot_be_written_is_told(project: Project, tmp_path: Path) -> None:
    tuning = project.tuning()
    job = tuning.start(project.prompts.create("Which topic"), RECIPE)
    prompt = project.prompts.version(job.prompt_id, job.prompt_version)
    nowhere = tmp_path / "gone" / "training.jsonl"
    with pytest.raises(AppError, match="could not be written"):
        tuning._starter._files.write(nowhere, prompt, job.lineage["training"], JobContext())


def test_a_job_of_the_other_connection_is_left_alone(project: Project) -> None:
    tuning = cut(project, "upload", JobCancelled())
    with pytest.raises(JobCancelled):
        tuning.start(project.prompts.create("Which topic"), RECIPE)
    job = replace(project.jobs.all()[0], connection=ConnectionKind.VERTEX)
    for act in (tuning.resume, tuning.discard, tuning.cancel, tuning.delete_uploaded):
        with pytest.raises(AppError, match="other connection"):
            act(job)
    assert tuning.to_follow() == ()


def test_tuning_goes_on_from_a_checkpoint_of_a_tuned_model(project: Project) -> None:
    tuning = project.tuning()
    prompt = project.prompts.create("Which topic")
    first = until(tuning, tuning.start(prompt, RECIPE), lambda job: job.state.ended)
    (choice, *_) = tuning.to_start_from(first.base_model)
    assert (choice.name, choice.checkpoint) == ("Tuned 1: gemini-3.1-flash-lite, 2 epochs", "")
    at_first = tuning.to_start_from(first.base_model)[1]
    assert (at_first.checkpoint, at_first.name) == ("1", f"{choice.name}, checkpoint 1 (epoch 1)")
    plan = tuning.plan(prompt, [Recipe(epochs=1)], start_from=at_first)
    (job,) = tuning.launch(plan)
    job = until(tuning, job, lambda job: job.state.ended)
    assert (job.state, job.start_from) == (JobState.SUCCEEDED, at_first)
    assert job.remote is not None
    api: Any = project.connection.tuning_api()
    wire = api._clients.blocking("us-central1").tunings.get(name=job.remote.name)
    assert wire.pre_tuned_model.tuned_model_name == at_first.model
    assert wire.pre_tuned_model.checkpoint_id == "1"
    gone = replace(at_first, model=f"{at_first.model.rpartition('/')[0]}/404@1")
    with pytest.raises(AppError, match="does not know this tuned model any more"):
        tuning.launch(tuning.plan(prompt, [Recipe(epochs=1)], start_from=gone))
    other = tuning.plan(prompt, base_model="gemini-3.5-flash-lite", start_from=at_first)
    blocking = [check.text for check in tuning.outlook(other).checks if check.blocks]
    assert blocking == ["Models tuned from gemini-3.5-flash-lite cannot be tuned further."]
