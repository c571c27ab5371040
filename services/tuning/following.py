"""Following jobs: when to ask, what was told, their curves, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState
from services.ports import CallError
from services.tuning.failures import failure_of
from services.tuning.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.connection import Connection
    from services.domain.curves import Curves
    from services.domain.tuning import TuningJob
    from services.ports import Clock
    from services.storage.curves import CurveTable
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.failures import Failure
    from services.tuning.use_cases import Tuning

CONSOLE = "https://console.cloud.google.com/agent-platform/tuning/locations/{place}/tuningJob/{job}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why jobs cannot be asked for: what happened, what to do, since when (seconds since 1970)."""

    title: str
    way_out: str
    since: float


class Following:
    """Asks for the jobs that are not done, as often as is fair, and keeps their curves."""

    def __init__(
        self,
        tuning: Tuning,
        jobs: TuningJobTable,
        curves: CurveTable,
        connection: Connection,
        clock: Clock,
    ) -> None:
        self._tuning = tuning
        self._jobs = jobs
        self._curves = curves
        self._connection = connection
        self._clock = clock
        self._schedule = Schedule(clock)
        self._trouble: Trouble | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def due(self) -> bool:
        """Whether it is time to ask; costs nothing."""
        return self._schedule.due

    @property
    def trouble(self) -> Trouble | None:
        """Why the jobs could not be asked for the last time; None when they could.

        The jobs themselves go on at the service meanwhile.
        """
        return self._trouble

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener`, on the asking thread, when trouble comes or goes."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def soon(self) -> None:
        """Ask at the next occasion, such as after the connection was changed."""
        self._schedule.soon()

    def ask(self) -> tuple[TuningJob, ...]:
        """Ask for all jobs that are not done and for their curves; gives the jobs back.

        Raises AppError when one of them could not be asked for; the next time is later then.
        """
        shortest, before = self._connection.poll_seconds, self._tuning.to_follow()
        try:
            told = self._tuning.refresh()
        except AppError as error:
            wanted = error.retry_after if isinstance(error, CallError) else None
            self._schedule.failed(shortest, wanted)
            self._note_trouble(error)
            raise
        self._schedule.answered(shortest, news=told != before)
        self._note_trouble(None)
        for job in told:
            self._follow_curves(job)
        return told

    def failure(self, job: TuningJob) -> Failure | None:
        """Why a job failed, which row that is, and what to do; None for one that did not fail."""
        return failure_of(job, self._jobs)

    def curves(self, job: TuningJob) -> Curves:
        """The curves of a job as they were last read; empty when none were."""
        return self._curves.of(job.id)

    def with_curves(self) -> frozenset[str]:
        """The ids of the jobs that have curves."""
        return self._curves.jobs()

    def read_curves(self, job: TuningJob) -> Curves:
        """Read the curves of a job of this connection and keep them; also after its end.

        Raises CallError, after which `console_link` may lead to them.
        """
        if job.remote is None or not job.remote.experiment:
            return {}
        curves = self._connection.curve_reader().read(job.remote.experiment)
        if curves and curves != self._curves.of(job.id):
            self._curves.put(job.id, curves)
        return curves

    def console_link(self, job: TuningJob) -> str:
        """Where Google's console shows a job and its curves; empty for a job of the Sandbox."""
        if job.remote is None or job.connection is ConnectionKind.SANDBOX:
            return ""
        _, project, _, place, _, name = job.remote.name.split("/")
        return f"{CONSOLE.format(place=place, job=name)}/monitor?project={project}"

    def _follow_curves(self, job: TuningJob) -> None:
        """Best effort: a job is not less done because its curves cannot be read."""
        if job.state not in (JobState.TUNING, JobState.FINISHING) and not job.state.ended:
            return
        try:
            self.read_curves(job)
        except AppError:
            return

    def _note_trouble(self, error: AppError | None) -> None:
        before = self._trouble
        if error is None:
            self._trouble = None
        else:
            since = before.since if before else self._clock.now()
            self._trouble = Trouble(error.title, error.way_out, since)
        if self._trouble != before:
            for listener in tuple(self._listeners):
                listener()
