"""What the service says of a job, taken over into the project."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.example import Split
from services.domain.prediction import Model
from services.domain.tuning import JobState
from services.ports import CallError

if TYPE_CHECKING:
    from services.connection import Connection
    from services.domain.tuning import RemoteJob, TuningJob
    from services.ports import Clock
    from services.storage.tuning_jobs import TuningJobTable


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """A row that the service left out: its 1-based line in the file, the reason, its example."""

    line: int
    reason: str
    example_id: str


class Tracker:
    """Follows jobs of the present connection, those of earlier runs of the program too."""

    def __init__(self, jobs: TuningJobTable, connection: Connection, clock: Clock) -> None:
        self._jobs = jobs
        self._connection = connection
        self._clock = clock

    def refresh(self, job: TuningJob) -> TuningJob:
        """Ask for one job; one that was cut off while it was sent is looked for.

        Raises CallError when the service cannot be asked; the job stays as it was.
        """
        if job.state.ended or job.connection is not self._connection.kind:
            return job
        remote = self._ask(job)
        if remote is None:
            return job
        told = told_by(remote, job, self._clock.now())
        if told != job:
            self._jobs.put(told)
        return told

    def cancel(self, job: TuningJob) -> TuningJob:
        """Ask the service to end a job. Raises CallError."""
        if job.remote is not None and not job.state.ended:
            self._connection.tuning_api().cancel(job.remote.name)
        return self.refresh(job)

    def dropped(self, job: TuningJob) -> tuple[DroppedRow, ...]:
        """The rows that the service left out, as far as it named them."""
        statistics = job.remote.statistics if job.remote else None
        if statistics is None or not statistics.dropped:
            return ()
        lines = [line for line, _ in statistics.dropped]
        examples = self._jobs.examples_at(job.id, Split.TRAINING, lines)
        return tuple(
            DroppedRow(line, reason, examples[line])
            for line, reason in statistics.dropped
            if line in examples
        )

    def _ask(self, job: TuningJob) -> RemoteJob | None:
        api = self._connection.tuning_api()
        if job.remote is None:
            return api.find(job.id) if job.state is JobState.SENDING else None
        try:
            return api.get(job.remote.name)
        except CallError as error:
            if error.code != 404:
                raise
            gone = f"{error.title} {error.way_out}"
            return replace(job.remote, state=JobState.FAILED, error=gone)


def told_by(remote: RemoteJob, job: TuningJob, now: float) -> TuningJob:
    """The job with the newest that the service said; `now` in seconds since 1970."""
    ended = (job.ended or now) if remote.state.ended else None
    return replace(job, state=remote.state, remote=remote, error=remote.error, ended=ended)


def tuned_model(job: TuningJob, number: int) -> Model | None:
    """The model that a job made, at the location in its endpoint's name; None without one.

    `number` is the job's place in the project, which tells models of one recipe apart.
    """
    tuned = job.remote.tuned if job.remote else None
    if tuned is None or not job.state.ended or not tuned.endpoint:
        return None
    epochs = "1 epoch" if job.recipe.epochs == 1 else f"{job.recipe.epochs} epochs"
    return Model(
        name=f"Tuned {number}: {job.base_model}, {epochs}",
        resource=tuned.endpoint,
        location=tuned.endpoint.split("/")[3],
        connection=job.connection,
        base=job.base_model,
        job_id=job.id,
    )
