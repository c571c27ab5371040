"""Runs and their predictions."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.domain.batch import BatchState
from services.domain.changes import Changes, Kind
from services.domain.confidence import Likelihood
from services.domain.prediction import (
    ConnectionKind,
    Model,
    Prediction,
    PredictionState,
    Run,
    RunState,
    Usage,
)
from services.storage.batches import BatchTable
from services.storage.label_rows import label_numbers, standing_value
from services.storage.replies import ReplyTable, write_replies
from services.storage.token_sums import TokenSumTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.storage.database import Database
    from services.storage.label_rows import LabelNumbers
    from services.storage.replies import StoredReply

_COLUMNS = (
    "id, name, model, prompt, prompt_version, snapshot, samples, state, created, error, asks_again"
)
_READ = f"{_COLUMNS}, (SELECT batches.state FROM batches WHERE run = runs.id)"
_PREDICTION = (
    "example, sample, state, value, reply, reasoning, error,"
    " input_tokens, output_tokens, thought_tokens, milliseconds, votes, voters, confidence,"
    " repaired"
)

TIMED_CALLS = 500


class RunTable:
    """One row per run; its predictions are written in chunks, with the `replies` they come from."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.replies = ReplyTable(database)
        self.token_sums = TokenSumTable(database)
        self.batches = BatchTable(database)

    def add(self, run: Run) -> None:
        """Write a new run, without predictions."""
        with self._database.write(_changed(run.id)) as connection:
            connection.execute(
                f"INSERT INTO runs ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run.id,
                    run.name,
                    json.dumps(asdict(run.model), ensure_ascii=False),
                    run.prompt_id,
                    run.prompt_version,
                    run.snapshot_id,
                    run.samples,
                    run.state,
                    run.created,
                    run.error,
                    run.asks_again,
                ),
            )

    def set_state(self, run_id: str, state: RunState, error: str = "") -> None:
        """Say where a run stands; `error` why it failed."""
        with self._database.write(_changed(run_id)) as connection:
            connection.execute(
                "UPDATE runs SET state = ?, error = ? WHERE id = ?", (state, error, run_id)
            )

    def all(self) -> tuple[Run, ...]:
        """All runs, the newest first."""
        rows = self._database.read().execute(
            f"SELECT {_READ} FROM runs ORDER BY created DESC, id DESC"
        )
        return tuple(_run(row) for row in rows)

    def with_id(self, run_id: str) -> Run | None:
        """The run as it stands now; None when there is none."""
        row = (
            self._database.read()
            .execute(f"SELECT {_READ} FROM runs WHERE id = ?", (run_id,))
            .fetchone()
        )
        return _run(row) if row else None

    def put_predictions(
        self,
        run_id: str,
        predictions: Iterable[Prediction],
        replies: Iterable[StoredReply] = (),
        *,
        quietly: bool = False,
    ) -> None:
        """Write predictions, and the replies that they come from, in one transaction.

        One of the same example and sample is replaced. `quietly`: nobody is told, since more
        follow soon.
        """
        changes = Changes.of() if quietly else _changed(run_id)
        with self._database.write(changes) as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO predictions (run, {_PREDICTION})"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(run_id, *_prediction_row(prediction)) for prediction in predictions],
            )
            write_replies(connection, replies)

    def predictions(self, run_id: str) -> list[Prediction]:
        """The stored predictions of a run, by example id and sample."""
        rows = self._database.read().execute(
            f"SELECT {_PREDICTION} FROM predictions WHERE run = ? ORDER BY example, sample",
            (run_id,),
        )
        return self._read(rows)

    def predictions_of(self, run_id: str, ids: Iterable[str]) -> list[Prediction]:
        """The stored predictions of a run for these examples, by example id and sample."""
        rows = self._database.read().execute(
            f"SELECT {_PREDICTION} FROM predictions WHERE run = ?"
            " AND example IN (SELECT value FROM json_each(?)) ORDER BY example, sample",
            (run_id, json.dumps(list(ids))),
        )
        return self._read(rows)

    def _read(self, rows: Iterable[tuple[Any, ...]]) -> list[Prediction]:
        """Predictions, each with the label that stands now for the one it named."""
        labels = label_numbers(self._database.read())
        return [_prediction(row, labels) for row in rows]

    def done(self, run_id: str) -> set[tuple[str, int]]:
        """Example id and sample of what was answered in any way; failed ones are not done."""
        rows = self._database.read().execute(
            "SELECT example, sample FROM predictions WHERE run = ? AND state <> ?",
            (run_id, PredictionState.FAILED),
        )
        return set(rows)

    def failed(self, run_id: str) -> set[tuple[str, int]]:
        """Example id and sample of the failed ones."""
        rows = self._database.read().execute(
            "SELECT example, sample FROM predictions WHERE run = ? AND state = ?",
            (run_id, PredictionState.FAILED),
        )
        return set(rows)

    def mean_milliseconds(self, model: Model) -> float | None:
        """The mean time of an answered call in the newest run of a model; None without one."""
        run = next((run for run in self.all() if run.model == model), None)
        if run is None:
            return None
        found = self._database.read().execute(
            "SELECT avg(milliseconds) FROM (SELECT milliseconds FROM predictions"
            " WHERE run = ? AND state <> ? AND milliseconds > 0 LIMIT ?)",
            (run.id, PredictionState.FAILED, TIMED_CALLS),
        )
        return found.fetchone()[0]

    def counts(self, run_id: str) -> dict[PredictionState, int]:
        """How many stored predictions of a run are in each state."""
        rows = self._database.read().execute(
            "SELECT state, count(*) FROM predictions WHERE run = ? GROUP BY state", (run_id,)
        )
        found = {PredictionState(state): count for state, count in rows}
        return {state: found.get(state, 0) for state in PredictionState}


def _changed(run_id: str) -> Changes:
    return Changes.of(Kind.RUNS, ids=frozenset((run_id,)))


def _run(row: tuple[Any, ...]) -> Run:
    run_id, name, model, prompt, version, snapshot, samples, state, created, *more = row
    error, asks_again, batch = more
    return Run(
        run_id,
        name,
        model_from_json(model),
        prompt,
        version,
        snapshot,
        samples,
        RunState(state),
        created,
        error,
        None if batch is None else BatchState(batch),
        bool(asks_again),
    )


def model_from_json(text: str) -> Model:
    """A model as a run stores it."""
    fields = json.loads(text)
    return Model(**(fields | {"connection": ConnectionKind(fields["connection"])}))


def _prediction_row(prediction: Prediction) -> tuple[object, ...]:
    value = prediction.value
    return (
        prediction.example_id,
        prediction.sample,
        prediction.state,
        None if value is None else json.dumps(value, ensure_ascii=False),
        prediction.reply,
        prediction.reasoning,
        prediction.error,
        prediction.usage.input_tokens,
        prediction.usage.output_tokens,
        prediction.usage.thought_tokens,
        prediction.milliseconds,
        prediction.votes,
        prediction.voters,
        prediction.confidence or "",
        prediction.repaired,
    )


def _prediction(row: tuple[Any, ...], labels: LabelNumbers) -> Prediction:
    example, sample, state, value, reply, reasoning, error, *usage, took = row[:-4]
    agreed, voters, sure, repaired = row[-4:]
    return Prediction(
        example,
        sample,
        PredictionState(state),
        None if value is None else standing_value(json.loads(value), labels),
        reply,
        reasoning,
        error,
        Usage(*usage),
        took,
        agreed,
        voters,
        Likelihood(sure) if sure else None,
        bool(repaired),
    )
