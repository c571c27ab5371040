"""Sweeps: several recipes over the same rows, told apart by the validation snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, RunState
from services.jobs import JobContext
from services.tuning.neighbours import neighbours

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Model, Run
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.domain.tuning import Recipe, Sweep, TuningJob
    from services.evaluation.records import Compared
    from services.evaluation.use_cases import Evaluation
    from services.prediction.use_cases import Predictions
    from services.prompts.use_cases import Prompts
    from services.storage.sweeps import SweepTable
    from services.tuning.use_cases import Tuning

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One job of a sweep: its number in the project, its model, and how that did on validation.

    `model` is None while there is none; `run` is the newest over the validation snapshot, and
    `compared` holds its measures, beside those of the best, once it is finished.
    """

    number: int
    job: TuningJob
    model: Model | None = None
    run: Run | None = None
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class SweepResult:
    """`best` has the highest accuracy on the validation snapshot, the cheaper one if several do.

    `equal` of the others are not clearly worse. `neighbours` are recipes to try next, `rows` what
    is known of each job. `to_run` jobs have a model that is still to be run over validation.
    """

    sweep: Sweep
    rows: tuple[SweepRow, ...]
    best: SweepRow | None
    equal: int
    neighbours: tuple[Recipe, ...]

    @property
    def to_run(self) -> tuple[SweepRow, ...]:
        return tuple(row for row in self.rows if row.model is not None and row.compared is None)


@dataclass(frozen=True, slots=True)
class SweepCost:
    """What running the models over validation takes; `dollars` None where a price is unknown,
    0 in the Sandbox."""

    models: int
    rows: int
    calls: int
    dollars: float | None


class Sweeps:
    """What became of sweeps, and the one call that measures all models of one."""

    def __init__(
        self,
        table: SweepTable,
        tuning: Tuning,
        prediction: Predictions,
        evaluation: Evaluation,
        datasets: Datasets,
        prompts: Prompts,
        connection: Connection,
    ) -> None:
        self._table = table
        self._tuning = tuning
        self._prediction = prediction
        self._evaluation = evaluation
        self._datasets = datasets
        self._prompts = prompts
        self._connection = connection

    def all(self) -> tuple[Sweep, ...]:
        """The sweeps that have jobs, the oldest first."""
        used = {job.sweep for job in self._tuning.jobs()}
        return tuple(sweep for sweep in self._table.all() if sweep.id in used)

    def jobs(self, sweep: Sweep) -> tuple[tuple[int, TuningJob], ...]:
        """The jobs of a sweep with their numbers in the project."""
        numbered = enumerate(self._tuning.jobs(), start=1)
        return tuple((number, job) for number, job in numbered if job.sweep == sweep.id)

    def set_cap(self, sweep: Sweep, cap: float | None) -> Sweep:
        """Another cap, in US dollars; jobs that wait for it are tried at the next refresh."""
        changed = replace(sweep, cap=cap)
        self._table.put(changed)
        return changed

    def stop(self, sweep: Sweep) -> None:
        """Discard the jobs that were not sent, and cancel those that run; what these used until
        then is billed. Raises AppError, for instance when the service cannot be asked.
        """
        failure: AppError | None = None
        for job in self._open(sweep, sent=False):
            try:
                self._tuning.discard(job)
            except AppError as error:  # it may have been sent at this very moment
                failure = error
        for job in self._open(sweep, sent=True):
            self._tuning.cancel(job)
        if failure is not None and self._open(sweep, sent=False):
            raise failure

    def _open(self, sweep: Sweep, *, sent: bool) -> list[TuningJob]:
        jobs = (job for _, job in self.jobs(sweep) if not job.state.ended)
        return [job for job in jobs if (job.remote is not None) is sent]

    def result(self, sweep: Sweep) -> SweepResult:
        """What is known of a sweep; reads predictions, so ask off the GUI thread."""
        rows = self._measured(list(self._rows(sweep)))
        best = max((row for row in rows if row.compared), key=_merit, default=None)
        if best is None:
            return SweepResult(sweep, tuple(rows), None, 0, ())
        rows = self._measured(rows, best)
        base = self._connection.catalogue.model(best.job.base_model)
        next_ones = neighbours(
            best.job.recipe,
            [row.job.recipe for row in rows],
            base.adapter_sizes if base else (best.job.recipe.adapter_size,),
        )
        best = next(row for row in rows if row.number == best.number)
        return SweepResult(sweep, tuple(rows), best, sum(map(_not_worse, rows)), next_ones)

    def needed_cap(self, sweep: Sweep) -> float | None:
        """The cap, in US dollars, with which all jobs that wait for it could be sent; None where
        no job does."""
        return self._tuning.needed_cap(sweep)

    def cost(self, result: SweepResult) -> SweepCost:
        """What `evaluate` would take now; the models differ in nothing that a call costs."""
        rows = [row for row in result.to_run if row.job.validation_snapshot]
        first = rows[0] if rows else None
        if first is None or first.model is None:
            return SweepCost(0, 0, 0, 0.0)
        snapshot = self._snapshot(first.job)
        each = self._prediction.estimate(first.model, self._prompt(first.job), snapshot)
        models = len(rows)
        dollars = None if each.dollars is None else each.dollars * models
        if self._connection.kind is ConnectionKind.SANDBOX:
            dollars = 0.0
        return SweepCost(models, snapshot.size, each.calls * models, dollars)

    def evaluate(self, sweep: Sweep, context: JobContext | None = None) -> SweepResult:
        """Run each tuned model, with the prompt that it was tuned with, over the validation rows.

        Runs that were begun go on, and what is answered is not sent again. Raises AppError and
        JobCancelled like a run; what was answered is kept.
        """
        context = context or JobContext()
        for row in self.result(sweep).to_run:
            if row.model is None:
                continue
            if row.run is not None:
                self._prediction.resume(row.run, context)
            else:
                prompt, snapshot = self._prompt(row.job), self._snapshot(row.job)
                self._prediction.run(row.model, prompt, snapshot, context=context)
        return self.result(sweep)

    def _rows(self, sweep: Sweep) -> Iterator[SweepRow]:
        models = {model.job_id: model for model in reversed(self._tuning.models())}
        runs = self._prediction.runs()
        for number, job in self.jobs(sweep):
            model = models.get(job.id)
            yield SweepRow(number, job, model, _newest(runs, job, model))

    def _measured(self, rows: Sequence[SweepRow], best: SweepRow | None = None) -> list[SweepRow]:
        """The rows with the measures of their finished runs, beside those of the best."""
        runs = [row.run for row in rows if row.run and row.run.state is RunState.FINISHED]
        found = self._evaluation.compare(runs, best.run if best else None)
        by_run = {compared.run.id: compared for compared in found}
        return [replace(row, compared=by_run.get(row.run.id) if row.run else None) for row in rows]

    def _prompt(self, job: TuningJob) -> Prompt:
        return self._prompts.version(job.prompt_id, job.prompt_version)

    def _snapshot(self, job: TuningJob) -> Snapshot:
        if job.validation_snapshot is None:
            raise AppError(
                "This sweep has no validation rows to tell its models apart.",
                "Label some validation rows, then start another sweep.",
            )
        return self._datasets.snapshot_with_id(job.validation_snapshot)


def _newest(runs: Sequence[Run], job: TuningJob, model: Model | None) -> Run | None:
    """The newest run of a job's model over its validation rows with its prompt."""
    if model is None:
        return None
    wanted = (model.resource, job.validation_snapshot, job.prompt_id, job.prompt_version)
    for run in runs:
        if (run.model.resource, run.snapshot_id, run.prompt_id, run.prompt_version) == wanted:
            return run
    return None


def _merit(row: SweepRow) -> tuple[float, int]:
    accuracy = row.compared.measures.accuracy if row.compared else None
    return (-1.0 if accuracy is None else accuracy, -row.job.estimated_tokens)


def _not_worse(row: SweepRow) -> bool:
    difference = row.compared.difference if row.compared else None
    return difference is not None and difference.p >= SIGNIFICANT
