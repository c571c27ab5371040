"""Asking models: one row to try a prompt out, or a run over a whole snapshot."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.domain.ids import new_id
from services.domain.prediction import PredictionState, Run, RunState, Usage
from services.jobs import JobCancelled, JobContext
from services.prediction.batching import Batches, check_batch
from services.prediction.caps import NO_CAP, Cap
from services.prediction.cost import RunEstimate, dollars
from services.prediction.driving import Part, RunDriver, Terms
from services.prediction.planning import Planner, Wish, output_tokens
from services.prediction.saving import prediction_line, save_predictions
from services.prediction.token_counts import TokenCounts
from services.prediction.trials import check_connection
from services.prediction.voting import votes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Model, Prediction
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.ports import Clock
    from services.prediction.engine import Engine
    from services.prediction.requests import Requests
    from services.prediction.token_rates import TokenRates
    from services.prompts.use_cases import Prompts
    from services.storage.runs import RunTable


LEARNED_ROWS = 30
"""Rows of a run from which the rates of tokens are learned."""


class Predictions:
    """Models, runs and their predictions; `batches` follows runs that are one job at the service.

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
        self._counts = counts = TokenCounts(table.token_sums)
        self._planner = Planner(table, requests, connection, engine.limit, counts)
        self._driver = RunDriver(
            table, requests, prompts, datasets, connection, engine, self._planner
        )
        self._active: set[str] = set()
        self.batches = Batches(table, self._driver, prompts, connection)

    def models(self) -> tuple[Model, ...]:
        """Models that prompts can be run on: tuned ones of this connection, then base models.

        Last come the checkpoints of tuned models, of which there may be many.
        """
        kind = self._connection.kind
        tuned = tuple(model for model in self._tuned_models() if model.connection is kind)
        whole = (model for model in tuned if model.checkpoint is None)
        checkpoints = (model for model in tuned if model.checkpoint is not None)
        return (*whole, *self._connection.base_models(), *checkpoints)

    def count_tokens(
        self, model: Model, prompt: Prompt, example_id: str, context: JobContext | None = None
    ) -> int:
        """Input tokens of the prompt over one example, as the service counts them."""
        check_connection(model, self._connection)
        request = self._requests.over_example(model, prompt, example_id)
        counted = self._engine.count_tokens(model, request, context or JobContext())
        self._counts.learn(model, (request,), counted)
        return counted

    def token_rates(self, model: Model) -> TokenRates:
        """By which tokens are estimated at once: learned from what the service counted before."""
        return self._counts.rates(model)

    def call_usage(self, prompt: Prompt, input_tokens: int) -> Usage:
        """What one call takes: these input tokens, and output as long as such answers are."""
        return Usage(input_tokens, round(output_tokens(self._requests.task(), prompt)))

    def dollars(self, model: Model, usage: Usage) -> float | None:
        """What a call cost; None where the price is not known."""
        price = self._connection.catalogue.price(model.base)
        return dollars(usage, price, tuned=model.tuned)

    def estimate(
        self,
        model: Model,
        prompt: Prompt,
        snapshot: Snapshot,
        samples: int = 1,
        context: JobContext | None = None,
        *,
        ask_again: bool = False,
        batch: bool = False,
    ) -> RunEstimate:
        """Calls, tokens, dollars and time of a run; its first rows stand for the others.

        Raises JobCancelled after a stop.
        """
        rows = self._datasets.snapshot_rows(snapshot)
        wish = Wish(model, prompt, rows, samples, ask_again=ask_again, batch=batch)
        return self._planner.plan(wish, context or JobContext())

    def estimate_rest(
        self, run: Run, part: Part = Part.MISSING, context: JobContext | None = None
    ) -> RunEstimate:
        """Like `estimate`, for what is missing of a run, or has failed."""
        prompt = self._prompts.version(run.prompt_id, run.prompt_version)
        rows = self._driver.rows(run)
        wanted = self._driver.wanted(run, rows, part)
        again = run.asks_again
        wish = Wish(run.model, prompt, rows, run.samples, wanted, ask_again=again)
        return self._planner.plan(wish, context or JobContext())

    def run(
        self,
        model: Model,
        prompt: Prompt,
        snapshot: Snapshot,
        samples: int = 1,
        context: JobContext | None = None,
        *,
        cap: Cap = NO_CAP,
        ask_again: bool = False,
        batch: bool = False,
    ) -> Run:
        """Run a model and a prompt over a snapshot, `samples` times each row.

        Answers are stored as they come. What was asked before, word for word and of the same
        model, is taken as it was answered then, unless `ask_again`, which holds when the run is
        resumed too. At the `cap` the run stops and says so. Raises JobCancelled after a
        stop and AppError when no call gets through; then, too, the run can be resumed.

        A `batch` is handed to the service as one job, without a cap, and comes back running;
        `batches.follow` brings its answers home.
        """
        check_connection(model, self._connection)
        if batch:
            check_batch(model, snapshot.size * samples)
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
            asks_again=ask_again,
        )
        if batch:
            return self._hand_over(run, context or JobContext())
        self._active.add(run.id)
        self._table.add(run)
        return self._drive(run, used, Terms(cap=cap), context or JobContext())

    def resume(self, run: Run, context: JobContext | None = None, *, cap: Cap = NO_CAP) -> Run:
        """Run only what is missing; what was answered or failed is not sent. Like `run`."""
        return self._go_on(run, Terms(Part.MISSING, cap), context)

    def retry_failed(
        self, run: Run, context: JobContext | None = None, *, cap: Cap = NO_CAP
    ) -> Run:
        """Run only the failed ones again. Like `run`."""
        return self._go_on(run, Terms(Part.FAILED, cap), context)

    def _go_on(self, run: Run, terms: Terms, context: JobContext | None) -> Run:
        check_connection(run.model, self._connection)
        if run.id in self._active or self._in_batch(run):
            raise AppError("This run is under way already.", "Wait for it, or cancel it first.")
        prompt = self._prompts.version(run.prompt_id, run.prompt_version)
        self._active.add(run.id)
        self._table.set_state(run.id, RunState.RUNNING)
        return self._drive(run, prompt, terms, context or JobContext())

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
        each = 1 if run.model.brought_in else run.samples
        calls = self._datasets.snapshot_with_id(run.snapshot_id).size * each
        return counts | {PredictionState.NOT_RUN: max(0, calls - sum(counts.values()))}

    def save_predictions(
        self, run: Run, path: Path, judged: Mapping[str, str] | None = None
    ) -> None:
        """Write one line for each row of the run's snapshot, as CSV or JSONL by the name's ending.

        Of several samples the majority is written, with its votes in words and as a share, for a
        record by field too; `judged` are a judge's words by example id. Raises AppError.
        """
        save_predictions(self._lines(run, judged or {}), path)

    def close(self) -> None:
        """Drop the calls in flight; runs under way stop."""
        self._engine.close()

    def _hand_over(self, run: Run, context: JobContext) -> Run:
        self._table.add(run)
        self.batches.send(run, context)
        return self.run_with_id(run.id)

    def _drive(self, run: Run, prompt: Prompt, terms: Terms, context: JobContext) -> Run:
        try:
            reason = self._driver.drive(run, prompt, terms, context)
        except JobCancelled:
            self._table.set_state(run.id, RunState.STOPPED)
            raise
        except AppError as error:
            with suppress(AppError):
                self._table.set_state(run.id, RunState.FAILED, f"{error.title} {error.way_out}")
            raise
        else:
            whole = not self.counts(run)[PredictionState.NOT_RUN]
            self._table.set_state(run.id, RunState.FINISHED if whole else RunState.STOPPED, reason)
            with suppress(AppError):  # what the texts come to is an estimate, the run is done
                self._learn_tokens(run, prompt)
        finally:
            self._active.discard(run.id)
        return self.run_with_id(run.id)

    def _learn_tokens(self, run: Run, prompt: Prompt) -> None:
        """From the first calls of a run: what the service counted for each."""
        rows = self._driver.rows(run)[:LEARNED_ROWS]
        found = self._table.predictions_of(run.id, [row.example_id for row in rows])
        tokens = {each.example_id: each.usage.input_tokens for each in found if each.sample == 0}
        counted = [row for row in rows if tokens.get(row.example_id)]
        calls = self._requests.calls(run.model, prompt, counted, 1)
        whole = sum(tokens[row.example_id] for row in counted)
        self._counts.learn(run.model, [call.request for call in calls], whole)

    def _lines(self, run: Run, judged: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        task = self._requests.task()
        predictions = self._table.predictions(run.id)
        first = {each.example_id: each for each in reversed(predictions)}
        by_example = votes(predictions, task.schema)
        snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
        for row in self._datasets.snapshot_rows(snapshot):
            voted, shown = by_example.get(row.example_id), first.get(row.example_id)
            word = judged.get(row.example_id)
            yield prediction_line(row, voted, shown, word, self._prompts.answer_text)

    def _as_it_stands(self, run: Run) -> Run:
        under_way = run.id in self._active or self._in_batch(run)
        if run.state is RunState.RUNNING and not under_way:
            return replace(run, state=RunState.STOPPED)
        return run

    def _in_batch(self, run: Run) -> bool:
        return run.batch is not None and run.batch.under_way
