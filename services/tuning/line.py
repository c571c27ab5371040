"""Jobs that wait in the program, because the service takes only so many at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.money import money
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState
from services.ports import CallError
from services.tuning.place import why_elsewhere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.connection import Connection
    from services.domain.tuning import Sweep, TuningJob
    from services.ports import Clock
    from services.storage.sweeps import SweepTable
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.starting import Starter
    from services.tuning.underway import Underway

PAUSE_IN_POLLS = 10
"""Somebody else's job may hold the quota, so that no end of ours will tell that it is free."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """When the service took no more, and which jobs of ours it had then."""

    at: float
    running: frozenset[str]


class Line:
    """Sends the jobs that wait, the oldest first, until the service takes no more."""

    def __init__(
        self,
        jobs: TuningJobTable,
        sweeps: SweepTable,
        connection: Connection,
        starter: Starter,
        underway: Underway,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._sweeps = sweeps
        self._connection = connection
        self._starter = starter
        self._underway = underway
        self._clock = clock
        self._advancing = threading.Lock()
        self._refusal: _Refusal | None = None

    def waiting(self) -> tuple[TuningJob, ...]:
        """The jobs of this connection that stand in line, the oldest first."""
        return tuple(
            job
            for job in self._jobs.all()
            if job.state is JobState.IN_LINE and not why_elsewhere(job, self._connection)
        )

    def advance(self) -> tuple[TuningJob, ...]:
        """Send what can be sent now; gives back the jobs that were tried.

        What keeps a job waiting is noted on it. Nothing happens while another thread is at it.
        """
        if not self._advancing.acquire(blocking=False):
            return ()
        try:
            waiting = self.waiting()
            return self._send(waiting) if waiting and self._may_try() else ()
        finally:
            self._advancing.release()

    def _send(self, waiting: tuple[TuningJob, ...]) -> tuple[TuningJob, ...]:
        tried: list[TuningJob] = []
        for job in waiting:
            if held := self._above_cap(job):
                tried.append(self._hold(job, held))
                continue
            sent = self._sent(job)
            tried.append(sent)
            if sent.state is JobState.IN_LINE:
                self._refusal = _Refusal(self._clock.now(), self._running())
                break
            self._refusal = None
        return tuple(tried)

    def _sent(self, job: TuningJob) -> TuningJob:
        with self._underway.marked((job.id,)):
            try:
                return self._starter.send(job)
            except AppError as error:
                stored = self._jobs.with_id(job.id) or job
                if not _surely_not_created(error) or stored.state.ended:
                    return stored
                return self._hold(stored, f"{error.title} {error.way_out}")

    def _may_try(self) -> bool:
        """At once, but after a refusal only when a job has ended, or after a while."""
        refusal = self._refusal
        if refusal is None or refusal.running - self._running():
            return True
        pause = self._connection.poll_seconds * PAUSE_IN_POLLS
        return self._clock.now() - refusal.at >= pause

    def _running(self) -> frozenset[str]:
        return frozenset(
            job.id for job in self._jobs.all() if job.remote is not None and not job.state.ended
        )

    def _hold(self, job: TuningJob, why: str) -> TuningJob:
        held = replace(job, state=JobState.IN_LINE, error=why)
        if held != job:
            self._jobs.put(held)
        return held

    def needed_cap(self, sweep: Sweep) -> float | None:
        """What all jobs of a sweep come to, in US dollars, if its cap holds some of them back."""
        waiting = [job for job in self.waiting() if job.sweep == sweep.id]
        if not any(self._above_cap(job) for job in waiting):
            return None
        return self._spent(sweep.id, waiting)

    def _above_cap(self, job: TuningJob) -> str:
        """Why the cap of the job's sweep keeps it from being sent; empty when it does not."""
        sweep = self._sweeps.with_id(job.sweep) if job.sweep else None
        if sweep is None or sweep.cap is None:
            return ""
        spent = self._spent(sweep.id, (job,))
        if spent is None or spent <= sweep.cap:
            return ""
        return (
            f"It waits, since the sweep would come to about {money(spent)}, above its cap of"
            f" {money(sweep.cap)}. Raise the cap, or discard the job."
        )

    def _spent(self, sweep_id: str, more: Sequence[TuningJob]) -> float | None:
        """What the jobs that were sent and some more cost; None where nothing has a price.

        What was billed counts where the service has said it, else what was estimated.
        """
        price = self._connection.catalogue.price(more[0].base_model).training
        if price is None or self._connection.kind is ConnectionKind.SANDBOX:
            return None
        sent = [one for one in self._jobs.all() if one.sweep == sweep_id and one.remote is not None]
        tokens = sum(map(_tokens, sent)) + sum(job.estimated_tokens for job in more)
        return tokens / 1e6 * price


def _surely_not_created(error: AppError) -> bool:
    return isinstance(error, CallError) and not error.may_have_arrived


def _tokens(job: TuningJob) -> int:
    statistics = job.remote.statistics if job.remote else None
    return statistics.billable_tokens if statistics else job.estimated_tokens
