"""From a prompt and a recipe to a job at the service, in steps that survive a kill.

Each step is stored before the next begins. A job that was cut off carries on where it stood, and
looks for itself at the service before it asks for a job, so that there is exactly one.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from services.domain.tuning import JobState, TuningJob
from services.ports import CallError
from services.tuning.preflight import most_validation_rows
from services.tuning.tracking import told_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.domain.tuning import Recipe, RemoteJob
    from services.jobs import JobContext
    from services.ports import Clock, TuningApi
    from services.prompts.use_cases import Prompts
    from services.storage.tuning_jobs import TuningJobTable
    from services.tuning.files import FileWriter

SPLITS = {"training": Split.TRAINING, "validation": Split.VALIDATION}
_WORTH_ANOTHER_TRY = frozenset((401, 403, 408, 429))


class Starter:
    """Starts jobs, and carries on those that were cut off."""

    def __init__(
        self,
        jobs: TuningJobTable,
        datasets: Datasets,
        prompts: Prompts,
        connection: Connection,
        files: FileWriter,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._datasets = datasets
        self._prompts = prompts
        self._connection = connection
        self._files = files
        self._clock = clock

    def begin(
        self,
        job_id: str,
        twin: Prompt,
        recipe: Recipe,
        base_model: str,
        tokens: tuple[int, int],
        context: JobContext,
    ) -> TuningJob:
        """Freeze rows, answers and prompt, and record the job under its id; nothing is sent.

        `tokens` are those estimated for all epochs, and the bare estimate behind them.
        """
        twin = self._prompts.mark_used(twin)
        training = self._datasets.snapshot("training", context)
        validation = self._validation(context)
        lineage: dict[str, Any] = {
            "prompt": twin.name,
            "estimated_from_text": tokens[1],
            "training": _frozen(training, training.scored),
        }
        if validation is not None:
            rows = min(validation.scored, most_validation_rows(training.scored))
            lineage["validation"] = _frozen(validation, rows)
        job = TuningJob(
            id=job_id,
            state=JobState.PREPARING,
            base_model=base_model,
            recipe=recipe,
            connection=self._connection.kind,
            prompt_id=twin.id,
            prompt_version=twin.version,
            training_snapshot=training.id,
            validation_snapshot=validation.id if validation else None,
            lineage=lineage,
            estimated_tokens=tokens[0],
            created=self._clock.now(),
        )
        self._jobs.put(job)
        return job

    def carry_on(self, job: TuningJob, context: JobContext) -> TuningJob:
        """Take a job from the step where it stands to the service.

        Raises AppError or CallError, and JobCancelled on stop; the job then keeps its step and
        can carry on again, unless the service refused it for good.
        """
        try:
            if job.state in (JobState.PREPARING, JobState.UPLOADING):
                with tempfile.TemporaryDirectory(prefix="tunesmith-") as folder:
                    job = self._write(job, Path(folder), context)
                    job = self._upload(job, Path(folder), context)
            context.report(0, None, "creating the job")
            return self._send(job)
        except AppError as error:
            self._note(job.id, error)
            raise

    def _validation(self, context: JobContext) -> Snapshot | None:
        if not self._datasets.counts(ExampleFilter(split=Split.VALIDATION)).total:
            return None
        snapshot = self._datasets.snapshot("validation", context)
        return snapshot if snapshot.scored else None

    def _write(self, job: TuningJob, folder: Path, context: JobContext) -> TuningJob:
        prompt = self._prompts.version(job.prompt_id, job.prompt_version)
        lineage = dict(job.lineage)
        for name, split in SPLITS.items():
            if name in lineage:
                file = self._files.write(folder / f"{name}.jsonl", prompt, lineage[name], context)
                self._jobs.put_rows(job.id, split, file.examples)
                lines = {"lines": len(file.examples), "sha256": file.sha256}
                lineage[name] = {**lineage[name], **lines}
        return self._step(job, JobState.UPLOADING, lineage)

    def _upload(self, job: TuningJob, folder: Path, context: JobContext) -> TuningJob:
        bucket = self._connection.bucket()
        lineage = dict(job.lineage)
        for name in SPLITS:
            if name in lineage:
                file = f"{name}.jsonl"
                uri = bucket.upload(folder / file, f"tunesmith/{job.id}/{file}", context)
                lineage[name] = {**lineage[name], "uri": uri}
        return self._step(job, JobState.SENDING, lineage)

    def _send(self, job: TuningJob) -> TuningJob:
        api = self._connection.tuning_api()
        remote = api.find(job.id) or self._create(job, api)
        job = told_by(remote, job, self._clock.now())
        self._jobs.put(job)
        return job

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
            )
        except CallError as error:
            if not error.may_have_arrived:
                if 400 <= error.code < 500 and error.code not in _WORTH_ANOTHER_TRY:
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

    def _refused(self, job: TuningJob) -> None:
        self._jobs.put(replace(job, state=JobState.FAILED, ended=self._clock.now()))

    def _step(self, job: TuningJob, state: JobState, lineage: Mapping[str, Any]) -> TuningJob:
        job = replace(job, state=state, lineage=lineage, error="")
        self._jobs.put(job)
        return job

    def _note(self, job_id: str, error: AppError) -> None:
        """Keep what went wrong beside the step at which it did."""
        stored = self._jobs.with_id(job_id)
        if stored is not None:
            self._jobs.put(replace(stored, error=f"{error.title} {error.way_out}"))


def _frozen(snapshot: Snapshot, rows: int) -> dict[str, Any]:
    return {
        "snapshot": snapshot.id,
        "hash": snapshot.hash,
        "revision": snapshot.revision,
        "rows": rows,
    }


def _display_name(job: TuningJob) -> str:
    return f"{job.lineage['prompt']}, {job.recipe.epochs} epochs"[:128]
