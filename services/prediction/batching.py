"""Runs that the service answers as one job, at half the price and in its own time."""

from __future__ import annotations

import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from services.domain.batch import BatchState, StoredBatch
from services.domain.errors import AppError
from services.domain.prediction import RunState
from services.jobs import JobContext
from services.ports import CallError
from services.prediction.chunks import Chunks
from services.prediction.replies import failed, read
from services.storage.replies import StoredReply

if TYPE_CHECKING:
    from collections.abc import Generator

    from services.connection import Connection
    from services.domain.batch import RemoteBatch
    from services.domain.prediction import Model, Run
    from services.domain.prompt import Prompt
    from services.ports import BatchAnswer
    from services.prediction.driving import RunDriver
    from services.prompts.use_cases import Prompts
    from services.storage.runs import RunTable

OFFERED_FROM = 1000
"""Over so many calls a batch is offered: with fewer the wait is not worth the money."""
MOST_CALLS = 200_000
"""As documented by Google for one job."""


def offers_batch(model: Model, calls: int) -> bool:
    """Whether a batch is offered; the service has none for tuned Gemini 3 models."""
    return not model.tuned and calls > OFFERED_FROM


def check_batch(model: Model, calls: int) -> None:
    """Raises AppError where a run cannot be a batch."""
    if model.tuned:
        raise AppError("Batch prediction is not there for tuned models.", "Run it without a batch.")
    if calls > MOST_CALLS:
        raise AppError(
            f"A batch holds at most {MOST_CALLS:,} calls, and these are {calls:,}.",
            "Run it over fewer rows, or without a batch.",
        )


class Batches:
    """Sends runs as batches, and brings their answers home.

    Each step is written down, so that after a crash `follow` goes on from it: a file that was
    uploaded is not uploaded again, and a job that was created is found by its label, the run's
    id. The files are deleted from the bucket when the answers are stored.
    """

    def __init__(
        self, runs: RunTable, driver: RunDriver, prompts: Prompts, connection: Connection
    ) -> None:
        self._runs = runs
        self._table = runs.batches
        self._driver = driver
        self._prompts = prompts
        self._connection = connection
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def send(self, run: Run, context: JobContext) -> None:
        """Upload what is missing of a run and create its job, from where it stands.

        Raises AppError, and JobCancelled after a stop; then the run has ended, unless it is only
        unknown whether the job was created: `follow` goes on from there.
        """
        with self._alone(run) as mine:
            if mine:
                self._send(run, context)

    def to_follow(self) -> bool:
        """Whether a batch of the connection in use is under way."""
        return bool(self._under_way())

    def follow(self, context: JobContext | None = None) -> None:
        """Ask once how each batch stands; answers of those that ended are stored.

        Raises the AppError of the first that could not be asked for, after the others, and
        JobCancelled after a stop: the next time goes on from there.
        """
        problem: AppError | None = None
        context = context or JobContext()
        for run in self._under_way():
            context.check()
            try:
                with self._alone(run) as mine:
                    if mine:
                        self._advance(run, context)
            except AppError as error:
                problem = problem or error
        if problem is not None:
            raise problem

    def cancel(self, run: Run) -> None:
        """Ask the service to stop a batch; what it answered until then is kept. AppError."""
        batch = self._table.all()[run.id]
        if not batch.state.under_way:
            return
        if batch.job:
            self._connection.batches().cancel(batch.job)
            self._table.put(replace(batch, state=BatchState.CANCELLING))
        else:
            self._end(batch, BatchState.CANCELLED, RunState.STOPPED, "The batch was cancelled.")

    def _under_way(self) -> list[Run]:
        kind = self._connection.kind
        return [
            run
            for run in self._runs.all()
            if run.batch is not None and run.batch.under_way and run.model.connection is kind
        ]

    @contextmanager
    def _alone(self, run: Run) -> Generator[bool]:
        """Whether nobody else is at this run; then it is ours while the block runs."""
        with self._lock:
            free = run.id not in self._busy
            self._busy.add(run.id)
        try:
            yield free
        finally:
            if free:
                self._busy.discard(run.id)

    def _send(self, run: Run, context: JobContext) -> None:
        batch = self._table.all().get(run.id) or StoredBatch(run.id, BatchState.PREPARING)
        self._table.put(batch)
        try:
            if not batch.source:
                batch = replace(batch, source=self._upload(run, context))
                self._table.put(batch)
            context.check()
            if batch.source:
                self._create(run, batch)
            else:
                self._end(batch, BatchState.SUCCEEDED, RunState.FINISHED, "")
        except AppError as error:
            if batch.source and isinstance(error, CallError) and error.retryable:
                raise  # the job may be there: `follow` looks for it before it creates another
            self._end(batch, BatchState.FAILED, RunState.FAILED, f"{error.title} {error.way_out}")
            raise
        except BaseException:
            self._end(batch, BatchState.CANCELLED, RunState.STOPPED, "")
            raise

    def _create(self, run: Run, batch: StoredBatch) -> None:
        api = self._connection.batches()
        remote = api.find(run.model, run.id)
        if remote is None:
            remote = api.create(run.model, batch.source, _target(batch), run.id)
        self._table.put(replace(batch, job=remote.name, state=remote.state))

    def _upload(self, run: Run, context: JobContext) -> str:
        """The address of the file; empty when there is nothing to ask."""
        self._connection.let_rows_leave()
        api, calls = self._connection.batches(), 0
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "requests.jsonl"
            with path.open("w", encoding="utf-8", newline="\n") as file:
                for call, key in self._driver.to_send(run, self._prompt(run), context):
                    mark = f"{call.example_id}:{call.sample}:{key.hex()}"
                    file.write(api.line(run.model, call.request, mark) + "\n")
                    calls += 1
            if not calls:
                return ""
            name = f"tunesmith/batches/{run.id}/requests.jsonl"
            return self._connection.bucket().upload(path, name, context)

    def _advance(self, run: Run, context: JobContext) -> None:
        batch = self._table.all()[run.id]
        if not batch.job:
            self._send(run, context)
            return
        remote = self._connection.batches().get(batch.job)
        if not remote.state.under_way:
            self._bring_home(run, batch, remote, context)
        elif remote.state is not batch.state and batch.state is not BatchState.CANCELLING:
            self._table.put(replace(batch, state=remote.state))

    def _bring_home(
        self, run: Run, batch: StoredBatch, remote: RemoteBatch, context: JobContext
    ) -> None:
        """Store what was answered, then say how it ended, then tidy up.

        What a stop or a crash breaks off is read again from the beginning.
        """
        parser = self._prompts.parser(self._prompt(run))
        chunks = Chunks(self._runs, run.id)
        for answer in self._connection.batches().answers(_target(batch)):
            context.check()
            place = _place(answer)
            if place is None:
                continue
            example_id, sample, key = place
            if answer.reply is None:
                words = f"The service did not answer this row of the batch: {answer.error}"
                chunks.add(failed(example_id, sample, words))
            else:
                prediction = read(example_id, sample, answer.reply, 0.0, parser)
                chunks.add(prediction, StoredReply(key, sample, answer.reply, 0.0))
        chunks.write()
        self._end(batch, remote.state, *self._outcome(run, remote))
        self._tidy(batch)

    def _outcome(self, run: Run, remote: RemoteBatch) -> tuple[RunState, str]:
        """Where the run stands after its batch, and why."""
        missing = len(self._driver.wanted(run, self._driver.rows(run)))
        if remote.state is BatchState.FAILED:
            return RunState.FAILED, f"The batch failed. {remote.error}".strip()
        if remote.state is BatchState.CANCELLED:
            return RunState.STOPPED, "The batch was cancelled."
        if missing:
            calls = f"{missing:,} {'call' if missing == 1 else 'calls'}"
            return RunState.STOPPED, f"The batch gave no answer to {calls}."
        return RunState.FINISHED, ""

    def _end(self, batch: StoredBatch, state: BatchState, run_state: RunState, why: str) -> None:
        self._runs.set_state(batch.run_id, run_state, why)
        self._table.put(replace(batch, state=state))

    def _tidy(self, batch: StoredBatch) -> None:
        """Our own files; one that cannot be deleted does no harm."""
        bucket = self._connection.bucket()
        with suppress(AppError):
            for uri in (batch.source, *bucket.below(_target(batch))):
                bucket.delete(uri)

    def _prompt(self, run: Run) -> Prompt:
        return self._prompts.version(run.prompt_id, run.prompt_version)


def _target(batch: StoredBatch) -> str:
    return batch.source.rsplit("/", 1)[0] + "/answers"


def _place(answer: BatchAnswer) -> tuple[str, int, bytes] | None:
    """Example id, sample and key of the call of an answer; None for a line that is not ours."""
    parts = answer.key.split(":")
    try:
        example_id, sample, key = parts
        return example_id, int(sample), bytes.fromhex(key)
    except ValueError:
        return None
