"""Tuning of a project: what is missing, what it costs, one call to start, and the jobs."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.tuning import JobState
from services.jobs import JobContext
from services.ports import CallError
from services.tuning.estimate import billed_by_estimated, estimate_tuning
from services.tuning.files import FileWriter
from services.tuning.preflight import Plan, preflight
from services.tuning.starting import SPLITS, Starter
from services.tuning.survey import Surveyor
from services.tuning.tracking import Tracker, tuned_model

if TYPE_CHECKING:
    from collections.abc import Generator

    from services.catalogue import BaseModel
    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.domain.tuning import Recipe, TuningJob
    from services.ports import Clock
    from services.prompts.use_cases import Prompts
    from services.storage.database import Database
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.estimate import TuningEstimate
    from services.tuning.preflight import Check
    from services.tuning.survey import Survey
    from services.tuning.tracking import DroppedRow


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands before a start: the checks, and the estimate."""

    checks: tuple[Check, ...]
    estimate: TuningEstimate


class Tuning:
    """What the Tune page shows and does."""

    def __init__(
        self,
        database: Database,
        jobs: TuningJobTable,
        project: ProjectTable,
        examples: ExampleTable,
        datasets: Datasets,
        prompts: Prompts,
        connection: Connection,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._prompts = prompts
        self._connection = connection
        self._project = project
        self._clock = clock
        self._surveyor = Surveyor(examples.stream, prompts.row)
        files = FileWriter(datasets, examples, prompts)
        self._starter = Starter(jobs, datasets, prompts, connection, files, clock)
        self._tracker = Tracker(jobs, connection, clock)
        self._lock = threading.Lock()
        self._starting: set[str] = set()
        self._data = 0
        self._surveyed: tuple[int, Prompt, Survey] | None = None
        database.subscribe(self._note_change)

    def base_models(self) -> tuple[BaseModel, ...]:
        """The base models that can be tuned, the usual one first."""
        return self._connection.catalogue.tunable()

    def recipes(self) -> tuple[Recipe, ...]:
        """Recipes to begin from, the usual one first."""
        return self._connection.catalogue.recipes

    def outlook(
        self,
        prompt: Prompt,
        recipe: Recipe | None = None,
        base_model: str | None = None,
        context: JobContext | None = None,
    ) -> Outlook:
        """What is not in order and what it will cost; reads all rows, but only after a change."""
        model, recipe = self._base_model(base_model), recipe or self.recipes()[0]
        survey = self._survey(prompt, context)
        jobs = self._jobs.all()
        plan = Plan(
            task=self._project.task(),
            prompt=prompt,
            base_model=model,
            recipe=recipe,
            tuning_location=self._connection.tuning_location,
            connection_problem=self._connection.incomplete,
            jobs=jobs,
            now=self._clock.now(),
        )
        return Outlook(preflight(plan, survey), self._estimate(survey, recipe, model, jobs))

    def preflight(
        self, prompt: Prompt, recipe: Recipe | None = None, base_model: str | None = None
    ) -> tuple[Check, ...]:
        """What is not yet in order, the blocking checks first."""
        return self.outlook(prompt, recipe, base_model).checks

    def estimate(
        self, prompt: Prompt, recipe: Recipe | None = None, base_model: str | None = None
    ) -> TuningEstimate:
        """Tokens of all epochs and US dollars, with the arithmetic; dollars None if unknown."""
        return self.outlook(prompt, recipe, base_model).estimate

    def start(
        self,
        prompt: Prompt,
        recipe: Recipe | None = None,
        base_model: str | None = None,
        context: JobContext | None = None,
    ) -> TuningJob:
        """Freeze the rows, upload them and create one job; gives it back as the service sees it.

        The prompt's zero-shot twin is used. Raises AppError when a check blocks or a step fails;
        what was begun can then carry on with `resume`.
        """
        context = context or JobContext()
        context.report(0, None, "looking at the rows")
        outlook = self.outlook(prompt, recipe, base_model, context)
        blocking = [check.text for check in outlook.checks if check.blocks]
        if blocking:
            raise AppError("Tuning cannot start yet.", " ".join(blocking))
        model, recipe = self._base_model(base_model), recipe or self.recipes()[0]
        survey = self._survey(prompt, context)
        tokens = (outlook.estimate.tokens, survey.training.tokens * recipe.epochs)
        twin = self._prompts.zero_shot_twin(prompt)
        job_id = new_id()
        with self._marked(job_id):
            job = self._starter.begin(job_id, twin, recipe, model.name, tokens, context)
            return self._starter.carry_on(job, context)

    def resume(self, job: TuningJob, context: JobContext | None = None) -> TuningJob:
        """Carry on a start that was cut off, from the step where it stood."""
        stored = self._here(job)
        if not self.interrupted(stored):
            return stored
        with self._marked(job.id):
            return self._starter.carry_on(stored, context or JobContext())

    def interrupted(self, job: TuningJob) -> bool:
        """Whether a start was cut off before the service had the job."""
        return job.remote is None and not job.state.ended and not self._busy(job)

    def discard(self, job: TuningJob) -> None:
        """Remove a job whose start was cut off, and what was uploaded for it.

        Raises AppError when the service turns out to have it.
        """
        if not self.interrupted(self._here(job)):
            raise AppError("This job is at the service already.", "Cancel it instead.")
        if self.refresh(job)[0].remote is not None:
            raise AppError("The service has this job after all.", "Cancel it if you want it ended.")
        self.delete_uploaded(job)
        self._jobs.remove(job.id)

    def jobs(self) -> tuple[TuningJob, ...]:
        """The jobs of the project, the oldest first; a job's number is its place here, from 1."""
        return self._jobs.all()

    def to_follow(self) -> tuple[TuningJob, ...]:
        """The jobs of this connection of which the service may have news."""
        return tuple(
            job
            for job in self.jobs()
            if not job.state.ended
            and job.connection is self._connection.kind
            and (job.remote is not None or job.state is JobState.SENDING)
            and not self._busy(job)
        )

    def refresh(self, job: TuningJob | None = None) -> tuple[TuningJob, ...]:
        """Ask the service for one job, or for all that are to be followed; gives them back.

        Raises CallError when one could not be asked for, after the others were.
        """
        wanted = self.to_follow() if job is None else (self._stored(job),)
        failure: CallError | None = None
        told: list[TuningJob] = []
        for one in wanted:
            try:
                told.append(one if self._busy(one) else self._tracker.refresh(one))
            except CallError as error:
                failure = error
        if failure is not None:
            raise failure
        return tuple(told)

    def cancel(self, job: TuningJob) -> TuningJob:
        """Ask the service to end a job; what it used until then is billed. Raises CallError."""
        return self._tracker.cancel(self._here(job))

    def dropped(self, job: TuningJob) -> tuple[DroppedRow, ...]:
        """The rows that the service left out, as far as it named them."""
        return self._tracker.dropped(job)

    def delete_uploaded(self, job: TuningJob) -> TuningJob:
        """Delete a job's files from the bucket; its manifest and their checksums stay."""
        job = self._here(job)
        lineage = dict(job.lineage)
        for name in SPLITS:
            uri = lineage.get(name, {}).get("uri")
            if uri:
                self._connection.bucket().delete(uri)
                lineage[name] = {**lineage[name], "uri": ""}
        job = replace(job, lineage=lineage)
        self._jobs.put(job)
        return job

    def models(self) -> tuple[Model, ...]:
        """The tuned models of the project, the oldest first."""
        found = (tuned_model(job, number) for number, job in enumerate(self.jobs(), start=1))
        return tuple(model for model in found if model is not None)

    @contextmanager
    def _marked(self, job_id: str) -> Generator[None]:
        """While the block runs, the job is being started here: nobody else touches it."""
        with self._lock:
            self._starting.add(job_id)
        try:
            yield
        finally:
            with self._lock:
                self._starting.discard(job_id)

    def _busy(self, job: TuningJob) -> bool:
        with self._lock:
            return job.id in self._starting

    def _stored(self, job: TuningJob) -> TuningJob:
        stored = self._jobs.with_id(job.id)
        if stored is None:
            raise AppError("This job is not in the project any more.", "Choose another one.")
        return stored

    def _here(self, job: TuningJob) -> TuningJob:
        """The job as stored, if it belongs to the present connection."""
        if job.connection is not self._connection.kind:
            raise AppError(
                "This job belongs to the other connection.",
                "Change the connection in Settings, then try again.",
            )
        return self._stored(job)

    def _base_model(self, name: str | None) -> BaseModel:
        models = self._connection.catalogue
        found = models.tunable()[0] if name is None else models.model(name)
        if found is None:
            raise AppError(f"The model “{name}” is not in the list.", "Choose one of the list.")
        return found

    def _estimate(
        self, survey: Survey, recipe: Recipe, model: BaseModel, jobs: tuple[TuningJob, ...]
    ) -> TuningEstimate:
        price = self._connection.catalogue.price(model.name)
        same = [job for job in jobs if job.connection is self._connection.kind]
        part = survey.training
        return estimate_tuning(part.rows, part.tokens, recipe, price, billed_by_estimated(same))

    def _survey(self, prompt: Prompt, context: JobContext | None) -> Survey:
        now, twin = self._data, self._prompts.zero_shot_twin(prompt)
        known = self._surveyed
        if known is None or known[:2] != (now, twin):
            survey = self._surveyor.survey(self._prompts.renderer(twin), context)
            known = (now, twin, survey)
            self._surveyed = known
        return known[2]

    def _note_change(self, changes: Changes) -> None:
        if changes.concern(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK):
            self._data += 1
