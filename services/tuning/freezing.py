"""From a plan to recorded jobs over frozen rows, answers and prompt; nothing is sent yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.example import ExampleFilter, Split
from services.domain.ids import new_id
from services.domain.tuning import JobState, Sweep, TuningJob
from services.tuning.place import place_of
from services.tuning.row_checks import most_validation_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.domain.tuning import Recipe
    from services.jobs import JobContext
    from services.ports import Clock
    from services.prompts.use_cases import Prompts
    from services.storage.sweeps import SweepTable
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.outlook import Outlook
    from services.tuning.plan import Plan


class Freezer:
    """The jobs of a plan share snapshots, gold revisions, prompt version, and the upload."""

    def __init__(
        self,
        jobs: TuningJobTable,
        sweeps: SweepTable,
        datasets: Datasets,
        prompts: Prompts,
        connection: Connection,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._sweeps = sweeps
        self._datasets = datasets
        self._prompts = prompts
        self._connection = connection
        self._clock = clock

    def begin(
        self, plan: Plan, job_ids: Sequence[str], outlook: Outlook, context: JobContext
    ) -> tuple[TuningJob, ...]:
        """Record a job for each recipe under its id, all of them or none.

        The prompt's zero-shot twin is frozen. Raises JobCancelled on stop.
        """
        prompt = self._prompts.mark_used(self._prompts.zero_shot_twin(plan.prompt))
        training = self._datasets.snapshot("training", context)
        validation = self._validation(context)
        lineage: dict[str, Any] = {
            "prompt": prompt.name,
            "training": _frozen(training, training.scored),
        }
        if validation is not None:
            rows = min(validation.scored, most_validation_rows(training.scored))
            lineage["validation"] = _frozen(validation, rows)
        now = self._clock.now()
        sweep = Sweep(new_id(), plan.cap, now) if len(plan.recipes) > 1 else None
        if sweep is not None:
            self._sweeps.put(sweep)
        jobs = tuple(
            self._job(job_id, plan, recipe, prompt, lineage, outlook, now + place / 1_000, sweep)
            for place, (job_id, recipe) in enumerate(zip(job_ids, plan.recipes, strict=True))
        )
        self._jobs.put_all(jobs)
        return jobs

    def _job(
        self,
        job_id: str,
        plan: Plan,
        recipe: Recipe,
        prompt: Prompt,
        lineage: dict[str, Any],
        outlook: Outlook,
        now: float,
        sweep: Sweep | None,
    ) -> TuningJob:
        validation = lineage.get("validation")
        return TuningJob(
            id=job_id,
            state=JobState.PREPARING,
            base_model=plan.base_model.name,
            recipe=recipe,
            connection=self._connection.kind,
            prompt_id=prompt.id,
            prompt_version=prompt.version,
            training_snapshot=lineage["training"]["snapshot"],
            validation_snapshot=validation["snapshot"] if validation else None,
            lineage=lineage | {"estimated_from_text": outlook.tokens * recipe.epochs},
            estimated_tokens=outlook.estimate.per_epoch * recipe.epochs,
            created=now,
            sweep=sweep.id if sweep else None,
            start_from=plan.start_from,
            place=place_of(self._connection),
        )

    def _validation(self, context: JobContext) -> Snapshot | None:
        if not self._datasets.counts(ExampleFilter(split=Split.VALIDATION)).total:
            return None
        snapshot = self._datasets.snapshot("validation", context)
        return snapshot if snapshot.scored else None


def _frozen(snapshot: Snapshot, rows: int) -> dict[str, Any]:
    return {
        "snapshot": snapshot.id,
        "hash": snapshot.hash,
        "revision": snapshot.revision,
        "rows": rows,
    }
