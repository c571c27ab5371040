"""Asking models: one row to try a prompt out, or a run over a whole snapshot."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.prediction import PredictionState, Run, RunState
from services.domain.prompt import Technique
from services.jobs import JobCancelled, JobContext
from services.prediction.chunks import Chunks
from services.prediction.cost import (
    REASONING_TOKENS,
    RunEstimate,
    dollars,
    estimate_run,
    estimate_tokens,
    request_tokens,
)
from services.prediction.engine import Call
from services.prediction.replies import prediction_of
from services.prediction.retries import ends_run
from services.prediction.saving import save_predictions
from services.prediction.voting import votes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Model, Prediction, Usage
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.domain.task import Task
    from services.ports import CallError, Clock, ModelRequest, Reply
    from services.prediction.engine import Engine
    from services.prediction.requests import Requests
    from services.prompts.use_cases import Prompts
    from services.storage.runs import RunTable

SAMPLED_ROWS = 200
"""Rows that an estimate renders; the others are taken to be like them."""


@dataclass(frozen=True, slots=True)
class TryOut:
    """One call: what was sent, what came back (None when it failed), and what it says."""

    request: ModelRequest
    reply: Reply | None
    prediction: Prediction


class Predictions:
    """Models, runs and their predictions.

    `tuned_models` gives the tuned models that the project knows. Calls of all runs share one
    engine, which is closed with this.
    """

    def __init__(
        self,
        table: RunTable,
        requests: Requests,
        prompts: Prompts,
        datasets: Datasets,
        connection: Connection,
        engine: Engine,
        tuned_models: Callable[[], tuple[Model, ...]],
        clock: Clock,
    ) -> None:
        self._table = table
        self._requests = requests
        self._prompts = prompts
        self._datasets = datasets
        self._connection = connection
        self._engine = engine
        self._tuned_models = tuned_models
        self._clock = clock
        self._active: set[str] = set()

    def models(self) -> tuple[Model, ...]:
        """Models that prompts can be run on: tuned ones of this connection, then base models."""
        kind = self._connection.kind
        tuned = tuple(model for model in self._tuned_models() if model.connection is kind)
        return (*tuned, *self._connection.base_models())

    def try_out(
        self, model: Model, prompt: Prompt, example_id: str, context: JobContext | None = None
    ) -> TryOut:
        """Send the prompt over one example. A failed call is a failed prediction, not an error.

        Raises AppError when there is no connection or no such example.
        """
        self._check_connection(model)
        request = self._requests.over_example(model, prompt, example_id)
        call = Call(example_id, 0, request)
        outcome = self._engine.answer(model, call, context or JobContext())
        prediction = prediction_of(outcome, self._prompts.parser(prompt))
        return TryOut(request, outcome.reply, prediction)

    def count_tokens(
        self, model: Model, prompt: Prompt, example_id: str, context: JobContext | None = None
    ) -> int:
        """Input tokens of the prompt over one example, as the service counts them."""
        self._check_connection(model)
        request = self._requests.over_example(model, prompt, example_id)
        return self._engine.count_tokens(model, request, context or JobContext())

    def dollars(self, model: Model, usage: Usage) -> float | None:
        """What a call cost; None where the price is not known."""
        price = self._connection.catalogue.price(model.base)
        return dollars(usage, price, tuned=model.tuned)

    def estimate(
        self, model: Model, prompt: Prompt, snapshot: Snapshot, samples: int = 1
    ) -> RunEstimate:
        """Calls, tokens and dollars of a run, from the prompt over the first rows."""
        rows = self._datasets.snapshot_rows(snapshot)
        requests = self._requests.over_rows(model, prompt, rows[:SAMPLED_ROWS])
        sampled = [request_tokens(request) for request in requests]
        price = self._connection.catalogue.price(model.base)
        output = _output_tokens(self._requests.task(), prompt.technique)
        return estimate_run(len(rows) * samples, sampled, output, price, tuned=model.tuned)

    def run(
        self,
        model: Model,
        prompt: Prompt,
        snapshot: Snapshot,
        samples: int = 1,
        context: JobContext | None = None,
    ) -> Run:
        """Run a model and a prompt over a snapshot, `samples` times each row.

        Answers are stored as they come. Raises JobCancelled after a stop and AppError when the
        connection fails; then the run can be resumed.
        """
        self._check_connection(model)
        if not snapshot.size:
            raise AppError("There are no rows to run over.", "Choose another part of the data.")
        used = self._prompts.mark_used(prompt)
        run = Run(
            new_id(),
            f"{model.name} · {used.name} v{used.version}",
            model,
            used.id,
            used.version,
            snapshot.id,
            samples,
            RunState.RUNNING,
            self._clock.now(),
        )
        self._active.add(run.id)
        self._table.add(run)
        return self._drive(run, used, context or JobContext())

    def resume(self, run: Run, context: JobContext | None = None) -> Run:
        """Run what is missing or failed; what was answered is never sent again. Like `run`."""
        self._check_connection(run.model)
        if run.id in self._active:
            raise AppError("This run is under way already.", "Wait for it, or cancel it first.")
        prompt = self._prompts.version(run.prompt_id, run.prompt_version)
        self._active.add(run.id)
        self._table.set_state(run.id, RunState.RUNNING)
        return self._drive(run, prompt, context or JobContext())

    def runs(self) -> tuple[Run, ...]:
        """All runs, the newest first; one that a crash interrupted is stopped."""
        return tuple(self._as_it_stands(run) for run in self._table.all())

    def run_with_id(self, run_id: str) -> Run:
        """Raises AppError when the project has no such run."""
        run = self._table.with_id(run_id)
        if run is None:
            raise AppError("This run is not in the project.", "Choose another run.", run_id)
        return self._as_it_stands(run)

    def predictions(self, run: Run) -> list[Prediction]:
        """The stored predictions of a run; a row without one was not run."""
        return self._table.predictions(run.id)

    def counts(self, run: Run) -> dict[PredictionState, int]:
        """How many predictions of a run are in each state, those not run included."""
        counts = self._table.counts(run.id)
        calls = self._datasets.snapshot_with_id(run.snapshot_id).size * run.samples
        return counts | {PredictionState.NOT_RUN: calls - sum(counts.values())}

    def save_predictions(self, run: Run, path: Path) -> None:
        """Write one line for each row of the run's snapshot, as CSV or JSONL by the name's ending.

        Of several samples the majority is written, with its votes. Raises AppError.
        """
        save_predictions(self._lines(run), path)

    def close(self) -> None:
        """Drop the calls in flight; runs under way stop."""
        self._engine.close()

    def _drive(self, run: Run, prompt: Prompt, context: JobContext) -> Run:
        try:
            self._ask(run, prompt, context)
        except JobCancelled:
            self._table.set_state(run.id, RunState.STOPPED)
            raise
        except AppError as error:
            with suppress(AppError):
                self._table.set_state(run.id, RunState.FAILED, f"{error.title} {error.way_out}")
            raise
        else:
            self._table.set_state(run.id, RunState.FINISHED)
        finally:
            self._active.discard(run.id)
        return self.run_with_id(run.id)

    def _ask(self, run: Run, prompt: Prompt, context: JobContext) -> None:
        rows = self._datasets.snapshot_rows(self._datasets.snapshot_with_id(run.snapshot_id))
        done = self._table.done(run.id)
        total, answered, failed = len(rows) * run.samples, len(done), 0
        parser = self._prompts.parser(prompt)
        chunks = Chunks(self._table, run.id)
        calls = self._requests.of_run(run, prompt, rows, done)
        try:
            with closing(self._engine.answers(run.model, calls, context)) as outcomes:
                for outcome in outcomes:
                    if outcome.error is not None and ends_run(outcome.error):
                        raise _broken_off(outcome.error, answered, total)
                    chunks.add(prediction_of(outcome, parser))
                    failed += outcome.error is not None
                    answered += outcome.error is None
                    with suppress(JobCancelled):  # the engine ends once it gave what was answered
                        context.report(answered + failed, total, _failures(failed))
        finally:
            chunks.write()

    def _lines(self, run: Run) -> Iterator[dict[str, Any]]:
        task = self._requests.task()
        predictions = self._table.predictions(run.id)
        first = {each.example_id: each for each in reversed(predictions)}
        by_example = votes(predictions, task.schema)
        snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
        for row in self._datasets.snapshot_rows(snapshot):
            voted, shown = by_example.get(row.example_id), first.get(row.example_id)
            value = voted.value if voted else None
            yield {
                "id": row.example_id,
                "text": row.text,
                "prediction": self._prompts.answer_text(value) if isinstance(value, str) else value,
                "state": (voted.state if voted else PredictionState.NOT_RUN).name.lower(),
                "votes": voted.words if voted and run.samples > 1 else None,
                "reply": shown.reply if shown else "",
                "reasoning": shown.reasoning if shown else "",
                "error": shown.error if shown else "",
            }

    def _as_it_stands(self, run: Run) -> Run:
        if run.state is RunState.RUNNING and run.id not in self._active:
            return replace(run, state=RunState.STOPPED)
        return run

    def _check_connection(self, model: Model) -> None:
        if model.connection is not self._connection.kind:
            raise AppError(
                f"{model.name} does not belong to the connection in use.",
                "Choose a model of this connection, or change the connection in Settings.",
            )


def _output_tokens(task: Task, technique: Technique) -> float:
    """Mean output tokens of a call, from the lengths of the labels or the number of fields."""
    if task.schema is not None:
        answer = 8.0 + 8.0 * len(task.schema.get("properties", {}))
    else:
        answer = sum(estimate_tokens(label.name) + 1 for label in task.labels) / len(task.labels)
    return answer + (REASONING_TOKENS if technique is Technique.CHAIN_OF_THOUGHT else 0)


def _failures(failed: int) -> str:
    return f"{failed} failed" if failed else ""


def _broken_off(error: CallError, answered: int, total: int) -> AppError:
    return AppError(
        f"The run stopped: {error.title}",
        f"{error.way_out} {answered:,} of {total:,} calls are answered and kept; resume the run "
        "to send only the rest.",
        error.details,
    )
