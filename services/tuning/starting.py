"""From a recorded job to a job at the service, in steps that survive a kill.

Each step is stored before the next begins. A job that was cut off carries on where it stood, and
looks for itself at the service before it asks for a job, so that there is exactly one.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.tuning import JobState
from services.ports import CallError
from services.tuning.tracking import told_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from services.connection import Connection
    from services.domain.tuning import RemoteJob, TuningJob
    from services.jobs import JobContext
    from services.ports import Clock, TuningApi
    from services.prompts.use_cases import Prompts
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.files import FileWriter

SPLITS = {"training": Split.TRAINING, "validation": Split.VALIDATION}
NOT_SENT = (JobState.PREPARING, JobState.UPLOADING)
_WORTH_ANOTHER_TRY = frozenset((401, 403, 408))
_TAKES_NO_MORE = 429


class Starter:
    """Carries jobs to the service, also those that were cut off on the way."""

    def __init__(
        self,
        jobs: TuningJobTable,
        prompts: Prompts,
        connection: Connection,
        files: FileWriter,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._prompts = prompts
        self._connection = connection
        self._files = files
        self._clock = clock

    def prepare(self, jobs: Sequence[TuningJob], context: JobContext) -> tuple[TuningJob, ...]:
        """Write and upload the files that all these jobs are tuned on, once.

        Then a single job is ready to be sent, and those of a sweep stand in line. Raises AppError,
        CallError, and JobCancelled on stop; the jobs keep their step and can carry on again.
        """
        try:
            with tempfile.TemporaryDirectory(prefix="tunesmith-") as folder:
                jobs = self._write(jobs, Path(folder), context)
                return self._upload(jobs, Path(folder), context)
        except AppError as error:
            for job in jobs:
                self.note(job.id, error)
            raise

    def send(self, job: TuningJob) -> TuningJob:
        """Create the job at the service, unless it is there; one that it has no room for now
        stands in line.

        Raises AppError or CallError; the job can be sent again, unless it was refused for good.
        """
        try:
            api = self._connection.tuning_api()
            remote = api.find(job.id)
            if remote is None:
                job = self._step((job,), JobState.SENDING, job.lineage)[0]
                remote = self._create(job, api)
        except AppError as error:
            if isinstance(error, CallError) and error.code == _TAKES_NO_MORE:
                return self._back_in_line(job)
            self.note(job.id, error)
            raise
        job = told_by(remote, job, self._clock.now())
        self._jobs.put(job)
        return job

    def note(self, job_id: str, error: AppError) -> None:
        """Keep what went wrong beside the step at which it did."""
        stored = self._jobs.with_id(job_id)
        if stored is not None:
            self._jobs.put(replace(stored, error=f"{error.title} {error.way_out}"))

    def _write(
        self, jobs: Sequence[TuningJob], folder: Path, context: JobContext
    ) -> tuple[TuningJob, ...]:
        first, others = jobs[0], [job.id for job in jobs[1:]]
        prompt = self._prompts.version(first.prompt_id, first.prompt_version)
        lineage = dict(first.lineage)
        for name, split in SPLITS.items():
            if name in lineage:
                file = self._files.write(folder / f"{name}.jsonl", prompt, lineage[name], context)
                self._jobs.put_rows(first.id, split, file.examples)
                lines = {"lines": len(file.examples), "sha256": file.sha256}
                lineage[name] = {**lineage[name], **lines}
        if others:
            self._jobs.share_rows(first.id, others)
        return self._step(jobs, JobState.UPLOADING, lineage)

    def _upload(
        self, jobs: Sequence[TuningJob], folder: Path, context: JobContext
    ) -> tuple[TuningJob, ...]:
        bucket, first = self._connection.bucket(), jobs[0]
        lineage = dict(first.lineage)
        for name in SPLITS:
            if name in lineage:
                file = f"{name}.jsonl"
                place = f"tunesmith/{first.sweep or first.id}/{file}"
                uri = bucket.upload(folder / file, place, context)
                lineage[name] = {**lineage[name], "uri": uri}
        return self._step(jobs, JobState.IN_LINE if first.sweep else JobState.SENDING, lineage)

    def _create(self, job: TuningJob, api: TuningApi) -> RemoteJob:
        """Ask for the job, once. When no answer came, it is looked for, not asked for again."""
        try:
            return api.create(
                base_model=job.base_model,
                training_uri=job.lineage["training"]["uri"],
                validation_uri=job.lineage.get("validation", {}).get("uri"),
                recipe=job.recipe,
                display_name=_display_name(job),
                label=job.id,
                start_from=job.start_from,
            )
        except CallError as error:
            if not error.may_have_arrived:
                if 400 <= error.code < 500 and error.code not in (
                    *_WORTH_ANOTHER_TRY,
                    _TAKES_NO_MORE,
                ):
                    self._refused(job)
                raise
            found = api.find(job.id)
            if found is not None:
                return found
            raise AppError(
                "No answer came, so it is not known whether the job was created.",
                "Continue the job in a minute: it is looked for before anything is asked again.",
                error.details,
            ) from error

    def _back_in_line(self, job: TuningJob) -> TuningJob:
        return self._step((job,), JobState.IN_LINE, job.lineage)[0]

    def _refused(self, job: TuningJob) -> None:
        self._jobs.put(replace(job, state=JobState.FAILED, ended=self._clock.now()))

    def _step(
        self, jobs: Sequence[TuningJob], state: JobState, lineage: Mapping[str, Any]
    ) -> tuple[TuningJob, ...]:
        """The files are the same for all; what was estimated for each job stays its own."""
        own = "estimated_from_text"
        stepped = tuple(
            replace(job, state=state, lineage={**lineage, own: job.lineage[own]}, error="")
            for job in jobs
        )
        self._jobs.put_all(stepped)
        return stepped


def _display_name(job: TuningJob) -> str:
    epochs = "1 epoch" if job.recipe.epochs == 1 else f"{job.recipe.epochs} epochs"
    return f"{job.lineage['prompt']}, {epochs}"[:128]
