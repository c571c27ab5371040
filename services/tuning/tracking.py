"""What the service says of a job, taken over into the project."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.example import Split
from services.domain.prediction import Model
from services.domain.tuning import JobState
from services.ports import CallError

if TYPE_CHECKING:
    from services.connection import Connection
    from services.domain.tuning import Checkpoint, RemoteJob, TuningJob
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
        self._unasked: set[str] = set()
        self._storing = threading.Lock()

    @property
    def unasked(self) -> frozenset[str]:
        """The ids of the jobs that could not be asked for the last time."""
        return frozenset(self._unasked)

    def refresh(self, job: TuningJob) -> TuningJob:
        """Ask for one job; one that was cut off while it was sent is looked for.

        Raises CallError when the service cannot be asked; the job stays as it was.
        """
        if job.state.ended or job.connection is not self._connection.kind:
            return job
        self._unasked.add(job.id)
        remote = self._ask(job)
        self._unasked.discard(job.id)
        return job if remote is None else self._take(remote, job)

    def _take(self, remote: RemoteJob, job: TuningJob) -> TuningJob:
        """Store what was told, unless another thread has stored the end meanwhile."""
        with self._storing:
            stored = self._jobs.with_id(job.id)
            if stored is None or stored.state.ended:
                return stored or job
            told = told_by(remote, stored, self._clock.now())
            if told != stored:
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


def models_of(job: TuningJob, number: int) -> tuple[Model, ...]:
    """The models that a job made, at the locations in their endpoints' names.

    The one at its default checkpoint comes first, then the other checkpoints; none while they do
    not answer. `number` is the job's place in the project, which tells models of one recipe apart.
    """
    tuned = job.remote.tuned if job.remote else None
    if tuned is None or not job.state.ended or not tuned.endpoint or not job.standing.answers:
        return ()
    chosen = default_checkpoint(job)
    last = tuned.checkpoints[-1].id if tuned.checkpoints else ""
    name = model_name(job, number)
    first = Model(
        name=f"{name}, {_point(chosen)}" if chosen and chosen.id != last else name,
        resource=chosen.endpoint if chosen else tuned.endpoint,
        location=tuned.endpoint.split("/")[3],
        connection=job.connection,
        base=job.base_model,
        job_id=job.id,
    )
    others = (point for point in reversed(tuned.checkpoints) if point != chosen)
    return (first, *(_at(first, point, name) for point in others if point.endpoint))


def model_name(job: TuningJob, number: int) -> str:
    """What the project calls the model of a job."""
    epochs = "1 epoch" if job.recipe.epochs == 1 else f"{job.recipe.epochs} epochs"
    return f"Tuned {number}: {job.base_model}, {epochs}"


def default_checkpoint(job: TuningJob) -> Checkpoint | None:
    """The chosen checkpoint of a job's model, else that of its endpoint; None without any."""
    tuned = job.remote.tuned if job.remote else None
    points = tuned.checkpoints if tuned else ()
    wanted = job.standing.default_checkpoint
    chosen = next((point for point in points if point.id == wanted), None)
    ours = next((point for point in points if tuned and point.endpoint == tuned.endpoint), None)
    return chosen or ours


def _at(model: Model, point: Checkpoint, name: str) -> Model:
    place = point.endpoint.split("/")[3]
    return replace(
        model,
        name=f"{name}, {_point(point)}",
        resource=point.endpoint,
        location=place,
        checkpoint=point.id,
    )


def _point(point: Checkpoint) -> str:
    return f"checkpoint {point.id} (epoch {point.epoch})"
