"""What a run cost, and the recipe of the model it asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.batch import BatchState
from services.prediction.cost import BATCH_FACTOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.prediction import Model, Run, Usage
    from services.domain.tuning import Recipe
    from services.storage.tuning_jobs import TuningJobTable


@dataclass(frozen=True, slots=True)
class Spent:
    """`dollars` where the price is known; `recipe` and `sweep` of a model that was tuned in this
    project."""

    dollars: float | None
    recipe: Recipe | None
    sweep: str


class Spending:
    """`price` gives the dollars of calls of a model; None where they are not known."""

    def __init__(self, jobs: TuningJobTable, price: Callable[[Model, Usage], float | None]) -> None:
        self._jobs = jobs
        self._price = price

    def of_run(self, run: Run, usage: Usage) -> Spent:
        """What all calls of a run cost together."""
        if run.model.brought_in:
            return Spent(None, None, "")
        job = self._jobs.with_id(run.model.job_id) if run.model.job_id else None
        return Spent(
            self._dollars(run, usage),
            job.recipe if job else None,
            (job.sweep or "") if job else "",
        )

    def _dollars(self, run: Run, usage: Usage) -> float | None:
        """What its calls cost one by one; half of it where they were a batch."""
        dollars = self._price(run.model, usage)
        if dollars is None or run.batch is not BatchState.SUCCEEDED:
            return dollars
        return dollars * BATCH_FACTOR
