"""The same rows on another base model, measured on the rows that the first was measured on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.domain.ids import new_id
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState, ModelStanding
from services.tuning.place import place_of
from services.tuning.starting import SPLITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.catalogue import BaseModel
    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Run
    from services.domain.tuning import Recipe, TuningJob
    from services.jobs import JobContext
    from services.ports import Clock
    from services.prediction.use_cases import Predictions
    from services.prompts.use_cases import Prompts
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.models import TunedModels
    from services.tuning.use_cases import Tuning

_OF_THE_FILES = ("lines", "sha256", "uri")
SUCCESSOR_OF = "successor_of"


@dataclass(frozen=True, slots=True)
class Offer:
    """A job that tunes the same rows on another base model: its recipe, tokens, US dollars.

    The dollars are None where the price is not known, and 0 in the Sandbox.
    """

    base: BaseModel
    recipe: Recipe
    tokens: int
    dollars: float | None


class Successors:
    """For the time when a base model retires, or when a better one has come."""

    def __init__(
        self,
        tuning: Tuning,
        models: TunedModels,
        jobs: TuningJobTable,
        datasets: Datasets,
        prompts: Prompts,
        prediction: Predictions,
        connection: Connection,
        clock: Clock,
    ) -> None:
        self._tuning = tuning
        self._models = models
        self._jobs = jobs
        self._datasets = datasets
        self._prompts = prompts
        self._prediction = prediction
        self._connection = connection
        self._clock = clock

    def bases(self, job: TuningJob) -> tuple[BaseModel, ...]:
        """Base models on which the same rows can be tuned here, those that last longest first."""
        place = self._connection.tuning_location
        fitting = [
            base
            for base in self._connection.catalogue.tunable()
            if base.name != job.base_model and not base.legacy and place in base.tuning_locations
        ]
        return tuple(sorted(fitting, key=_lasts, reverse=True))

    def offer(self, job: TuningJob, base: BaseModel) -> Offer:
        """What tuning the same rows on another base would be, in the nearest recipe it allows."""
        sizes = base.adapter_sizes
        size = min(sizes, key=lambda each: abs(each - job.recipe.adapter_size))
        statistics = job.remote.statistics if job.remote else None
        tokens = (statistics.billable_tokens if statistics else 0) or job.estimated_tokens
        price = self._connection.catalogue.price(base.name).training
        free = self._connection.kind is ConnectionKind.SANDBOX
        dollars = 0.0 if free else None if price is None else tokens / 1e6 * price
        return Offer(base, replace(job.recipe, adapter_size=size), tokens, dollars)

    def tune(self, job: TuningJob, base: BaseModel, context: JobContext | None = None) -> TuningJob:
        """Tune the same rows, answers and prompt on another base model; costs money.

        The new job knows whose successor it is. Raises AppError like `Tuning.start`.
        """
        offered = self.offer(job, base)
        lineage = _without_files(job.lineage)
        lineage.setdefault("estimated_from_text", job.estimated_tokens)
        made = replace(
            job,
            id=new_id(),
            state=JobState.PREPARING,
            base_model=base.name,
            recipe=offered.recipe,
            connection=self._connection.kind,
            lineage=lineage | {SUCCESSOR_OF: job.id},
            estimated_tokens=offered.tokens,
            created=self._clock.now(),
            ended=None,
            remote=None,
            error="",
            sweep=None,
            start_from=None,
            place=place_of(self._connection),
            standing=ModelStanding(),
        )
        self._jobs.put(made)
        return self._tuning.resume(made, context)

    def missing_runs(self, job: TuningJob) -> tuple[Run, ...]:
        """The runs of the model that this one succeeds, one for each snapshot, which it has not
        been run over yet."""
        before, model = job.lineage.get(SUCCESSOR_OF), next(iter(self._models.models(job)), None)
        if before is None or model is None:
            return ()
        runs = self._prediction.runs()
        done = {run.snapshot_id for run in runs if run.model.job_id == job.id}
        found = {
            run.snapshot_id: run
            for run in reversed(runs)
            if run.model.job_id == before and run.snapshot_id not in done
        }
        return tuple(found.values())

    def run(self, job: TuningJob, context: JobContext | None = None) -> tuple[Run, ...]:
        """Run the successor, with the prompt that it was tuned with, over the same rows."""
        model = next(iter(self._models.models(job)))
        prompt = self._prompts.version(job.prompt_id, job.prompt_version)
        return tuple(
            self._prediction.run(
                model,
                prompt,
                self._datasets.snapshot_with_id(run.snapshot_id),
                run.samples,
                context,
            )
            for run in self.missing_runs(job)
        )


def _lasts(base: BaseModel) -> int:
    """By when it retires; a base of which that is not known comes last."""
    return base.retires.toordinal() if base.retires else 0


def _without_files(lineage: Mapping[str, Any]) -> dict[str, Any]:
    """A lineage without what belongs to the files of one job."""
    bare = dict(lineage)
    for name in SPLITS.keys() & bare.keys():
        bare[name] = {key: part for key, part in bare[name].items() if key not in _OF_THE_FILES}
    return bare
