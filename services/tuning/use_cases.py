"""Tuning of a project: what is missing, what it costs, one call to start, and the jobs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.tuning import JobState
from services.jobs import JobContext
from services.ports import CallError
from services.tuning.files import FileWriter
from services.tuning.freezing import Freezer
from services.tuning.going_on import starting_points
from services.tuning.line import Line
from services.tuning.place import why_elsewhere
from services.tuning.plan import Plan
from services.tuning.service_checks import service_checks
from services.tuning.starting import NOT_SENT, SPLITS, Starter
from services.tuning.tracking import Tracker, models_of
from services.tuning.underway import Underway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.catalogue import BaseModel
    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.domain.tuning import Recipe, StartFrom, Sweep, TuningJob
    from services.ports import Clock
    from services.prompts.use_cases import Prompts
    from services.storage.examples import ExampleTable
    from services.storage.sweeps import SweepTable
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.checks import Check
    from services.tuning.estimate import TuningEstimate
    from services.tuning.outlook import Outlook, Outlooks
    from services.tuning.tracking import DroppedRow


class Tuning:
    """What the Tune page shows and does."""

    def __init__(
        self,
        outlooks: Outlooks,
        jobs: TuningJobTable,
        sweeps: SweepTable,
        examples: ExampleTable,
        datasets: Datasets,
        prompts: Prompts,
        connection: Connection,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._connection = connection
        self._outlooks = outlooks
        self._freezer = Freezer(jobs, sweeps, datasets, prompts, connection, clock)
        files = FileWriter(datasets, examples, prompts)
        self._starter = Starter(jobs, prompts, connection, files, clock)
        self._underway = Underway()
        self._line = Line(jobs, sweeps, connection, self._starter, self._underway, clock)
        self._tracker = Tracker(jobs, connection, clock)

    def base_models(self) -> tuple[BaseModel, ...]:
        """The base models that can be tuned, the usual one first."""
        return self._connection.catalogue.tunable()

    def recipes(self) -> tuple[Recipe, ...]:
        """Recipes to begin from, the usual one first."""
        return self._connection.catalogue.recipes

    def guide(self) -> tuple[Recipe, ...]:
        """The recipes of Google's guide for Gemini 1.0, which make a sweep."""
        return tuple(recipe for recipe in self.recipes() if recipe.guide)

    def plan(
        self,
        prompt: Prompt,
        recipes: Sequence[Recipe] = (),
        base_model: str | None = None,
        *,
        start_from: StartFrom | None = None,
        cap: float | None = None,
    ) -> Plan:
        """What to tune: by default the usual recipe on the usual base model.

        `cap` is in US dollars for all jobs together. Raises AppError for an unknown base model.
        """
        models = self._connection.catalogue
        found = models.tunable()[0] if base_model is None else models.model(base_model)
        if found is None:
            raise AppError(f"The model “{base_model}” is not in the list.", "Choose one of it.")
        chosen = tuple(dict.fromkeys(recipes)) or self.recipes()[:1]
        return Plan(prompt, found, chosen, start_from, cap)

    def to_start_from(self, base_model: str) -> tuple[StartFrom, ...]:
        """The models tuned from a base model that can be tuned further here, the oldest first."""
        base = self._connection.catalogue.model(base_model)
        if base is None or not base.continues:
            return ()
        return tuple(
            point
            for number, job in enumerate(self.jobs(), start=1)
            if job.base_model == base_model and not self.why_elsewhere(job)
            for point in starting_points(job, number)
        )

    def outlook(self, plan: Plan, context: JobContext | None = None) -> Outlook:
        """What is not in order and what it will cost; reads all rows, but only after a change."""
        return self._outlooks.of(plan, context)

    def ask_service(self) -> tuple[Check, ...]:
        """What only the service can say before a start: the bucket, and jobs that it has.

        Never raises: what cannot be asked is a line of its own.
        """
        return service_checks(self._connection, self.jobs())

    def preflight(
        self, prompt: Prompt, recipe: Recipe | None = None, base_model: str | None = None
    ) -> tuple[Check, ...]:
        """What is not yet in order, the blocking checks first."""
        return self.outlook(self.plan(prompt, _one(recipe), base_model)).checks

    def estimate(
        self, prompt: Prompt, recipe: Recipe | None = None, base_model: str | None = None
    ) -> TuningEstimate:
        """Tokens of all epochs and US dollars, with the arithmetic; dollars None if unknown."""
        return self.outlook(self.plan(prompt, _one(recipe), base_model)).estimate

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
        return self.launch(self.plan(prompt, _one(recipe), base_model), context)[0]

    def launch(self, plan: Plan, context: JobContext | None = None) -> tuple[TuningJob, ...]:
        """Like `start`, for a plan: several recipes make a sweep of jobs over one upload.

        Those for which the service has no room yet wait here; `refresh` sends them later.
        """
        context = context or JobContext()
        context.report(0, None, "looking at the rows")
        outlook = self.outlook(plan, context)
        blocking = [check.text for check in outlook.checks if check.blocks]
        if blocking:
            raise AppError("Tuning cannot start yet.", " ".join(blocking))
        self._connection.let_rows_leave()
        job_ids = [new_id() for _ in plan.recipes]
        with self._underway.marked(job_ids):
            jobs = self._freezer.begin(plan, job_ids, outlook, context)
            return self._carry_on(jobs, context)

    def resume(self, job: TuningJob, context: JobContext | None = None) -> TuningJob:
        """Carry on a start that was cut off, from the step where it stood, with its sweep."""
        stored = self._here(job)
        if not self.interrupted(stored):
            return stored
        self._connection.let_rows_leave()
        jobs = (stored,)
        if stored.sweep and stored.state in NOT_SENT:
            jobs = tuple(
                one for one in self.jobs() if one.sweep == stored.sweep and one.state in NOT_SENT
            )
        with self._underway.marked(one.id for one in jobs):
            self._carry_on(jobs, context or JobContext())
        return self._stored(job)

    def interrupted(self, job: TuningJob) -> bool:
        """Whether a start was cut off before the service had the job."""
        waits = job.state is JobState.IN_LINE
        return (
            job.remote is None and not job.state.ended and not waits and job not in self._underway
        )

    def discard(self, job: TuningJob) -> None:
        """Remove a job that was not sent, and what was uploaded for it alone.

        Raises AppError when the service turns out to have it.
        """
        stored = self._here(job)
        if not self.interrupted(stored) and stored.state is not JobState.IN_LINE:
            raise AppError("This job is at the service already.", "Cancel it instead.")
        if self.refresh(job)[0].remote is not None:
            raise AppError("The service has this job after all.", "Cancel it if you want it ended.")
        if not self._sharing(stored):
            self.delete_uploaded(job)
        self._jobs.remove(job.id)

    def jobs(self) -> tuple[TuningJob, ...]:
        """The jobs of the project, the oldest first; a job's number is its place here, from 1."""
        return self._jobs.all()

    def needed_cap(self, sweep: Sweep) -> float | None:
        """The cap in US dollars that would let all waiting jobs of a sweep be sent; None where
        its cap holds none of them back."""
        return self._line.needed_cap(sweep)

    def why_elsewhere(self, job: TuningJob) -> str:
        """Why a job cannot be asked for from here, in a sentence; empty when it can."""
        return why_elsewhere(job, self._connection)

    def to_follow(self) -> tuple[TuningJob, ...]:
        """The jobs of this connection of which there may be news, those that wait here too."""
        return tuple(
            job
            for job in self.jobs()
            if not job.state.ended
            and (job.remote is not None or job.state in (JobState.SENDING, JobState.IN_LINE))
            and job not in self._underway
            and not self.why_elsewhere(job)
        )

    def refresh(self, job: TuningJob | None = None) -> tuple[TuningJob, ...]:
        """Ask the service for one job, or for all that are to be followed; gives them back.

        Then those that wait here are sent, as far as the service takes them. Raises CallError
        when one could not be asked for, after the others were.
        """
        wanted = self.to_follow() if job is None else (self._stored(job),)
        failure: CallError | None = None
        told: list[TuningJob] = []
        for one in wanted:
            try:
                leave = one in self._underway or self.why_elsewhere(one)
                told.append(one if leave else self._tracker.refresh(one))
            except CallError as error:
                failure = error
        sent = {one.id: one for one in self._line.advance()} if job is None else {}
        if failure is not None:
            raise failure
        return tuple(sent.get(one.id, one) for one in told)

    def unasked(self, job: TuningJob) -> bool:
        """Whether the service could not be asked for a job the last time."""
        return job.id in self._tracker.unasked

    def cancel(self, job: TuningJob) -> TuningJob:
        """Ask the service to end a job; what it used until then is billed. Raises CallError."""
        return self._tracker.cancel(self._here(job))

    def dropped(self, job: TuningJob) -> tuple[DroppedRow, ...]:
        """The rows that the service left out, as far as it named them."""
        return self._tracker.dropped(job)

    def delete_uploaded(self, job: TuningJob) -> TuningJob:
        """Delete a job's files from the bucket; its manifest and their checksums stay.

        Raises AppError while other jobs of its sweep still need them.
        """
        job = self._here(job)
        sharing = self._sharing(job)
        if any(not one.state.ended for one in sharing):
            raise AppError(
                "Other jobs of this sweep still need these files.", "Wait until they have ended."
            )
        for name in SPLITS:
            if uri := job.lineage.get(name, {}).get("uri"):
                self._connection.bucket().delete(uri)
        without = tuple(replace(one, lineage=_without_uris(one)) for one in (job, *sharing))
        self._jobs.put_all(without)
        return without[0]

    def models(self) -> tuple[Model, ...]:
        """The tuned models of the project, the oldest first; then their other checkpoints."""
        made = [models_of(job, number) for number, job in enumerate(self.jobs(), start=1)]
        first = (models[0] for models in made if models)
        return (*first, *(checkpoint for models in made for checkpoint in models[1:]))

    def _carry_on(self, jobs: Sequence[TuningJob], context: JobContext) -> tuple[TuningJob, ...]:
        if jobs[0].state in NOT_SENT:
            jobs = self._starter.prepare(jobs, context)
        context.report(0, None, "creating the job")
        if jobs[0].state is not JobState.IN_LINE:
            return (self._starter.send(jobs[0]),)
        sent = {one.id: one for one in self._line.advance()}
        return tuple(sent.get(one.id, one) for one in jobs)

    def _sharing(self, job: TuningJob) -> tuple[TuningJob, ...]:
        """The other jobs that are tuned on the same upload."""
        return tuple(
            one for one in self.jobs() if job.sweep and one.sweep == job.sweep and one.id != job.id
        )

    def _stored(self, job: TuningJob) -> TuningJob:
        stored = self._jobs.with_id(job.id)
        if stored is None:
            raise AppError("This job is not in the project any more.", "Choose another one.")
        return stored

    def _here(self, job: TuningJob) -> TuningJob:
        """The job as stored, if it can be asked for from here."""
        why = self.why_elsewhere(job)
        if why:
            raise AppError("This job cannot be reached from here.", why)
        return self._stored(job)


def _one(recipe: Recipe | None) -> tuple[Recipe, ...]:
    return () if recipe is None else (recipe,)


def _without_uris(job: TuningJob) -> dict[str, Any]:
    parts = {name: {**job.lineage[name], "uri": ""} for name in SPLITS if name in job.lineage}
    return {**job.lineage, **parts}
