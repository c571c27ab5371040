"""The tuning jobs behind models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.prediction import ConnectionKind
from services.reporting.records import ReportedJob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from services.catalogue import Price
    from services.domain.prediction import Run
    from services.domain.tuning import TuningJob
    from services.storage.curves import CurveTable
    from services.storage.tuning_jobs import TuningJobTable


class TuningFacts:
    """Recipes, lineage, curves and cost; `price` gives that of a base model."""

    def __init__(
        self, jobs: TuningJobTable, curves: CurveTable, price: Callable[[str], Price]
    ) -> None:
        self._jobs = jobs
        self._curves = curves
        self._price = price

    def behind(self, runs: Iterable[Run]) -> tuple[ReportedJob, ...]:
        """The jobs that made models of these runs, each once."""
        ids = dict.fromkeys(run.model.job_id for run in runs if run.model.job_id)
        jobs = (self._jobs.with_id(each) for each in ids)
        return tuple(self._reported(job) for job in jobs if job is not None)

    def _reported(self, job: TuningJob) -> ReportedJob:
        statistics = job.remote.statistics if job.remote else None
        billed = statistics.billable_tokens if statistics else 0
        tokens = billed or job.estimated_tokens
        sandbox = job.connection is ConnectionKind.SANDBOX
        price = None if sandbox else self._price(job.base_model).training
        dollars = None if price is None else tokens / 1e6 * price
        return ReportedJob(job, self._curves.of(job.id), tokens, bool(billed), dollars)
