"""Scored rows and runs as the tests need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.prediction import (
    ConnectionKind,
    Model,
    Prediction,
    PredictionState,
    Run,
    RunState,
)
from services.domain.task import Label, Task, TaskKind
from services.evaluation.scoring import score
from services.prediction.voting import votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.evaluation.records import ScoredRow

ANSWERED, UNPARSABLE, REFUSED, FAILED, NOT_RUN = PredictionState


def run(snapshot_id: str = "s", connection: ConnectionKind = ConnectionKind.SANDBOX) -> Run:
    model = Model("small", "small", "local", connection, "small")
    return Run("r", "run", model, "p", 1, snapshot_id, 1, RunState.FINISHED, 0.0)


def task(*labels: str) -> Task:
    return Task("t", TaskKind.CLASSIFICATION, tuple(Label(each, each.upper()) for each in labels))


def said(example_id: str, what: object, sample: int = 0) -> Prediction:
    """A prediction: a state, or the value that was answered."""
    if isinstance(what, PredictionState):
        return Prediction(example_id, sample, what)
    return Prediction(example_id, sample, ANSWERED, what)  # pyright: ignore[reportArgumentType]


def scored(
    pairs: Sequence[tuple[object, object]], schema: dict[str, Any] | None = None
) -> tuple[ScoredRow, ...]:
    """Rows of (gold or None, predicted value or state)."""
    ids = [str(number) for number in range(len(pairs))]
    gold = {each: pair[0] for each, pair in zip(ids, pairs, strict=True) if pair[0] is not None}
    found = [said(each, pair[1]) for each, pair in zip(ids, pairs, strict=True)]
    found = [each for each in found if each.state is not NOT_RUN]
    return score(ids, gold, votes(found, schema), schema)  # pyright: ignore[reportArgumentType]
