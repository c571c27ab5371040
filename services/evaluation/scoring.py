"""Right or wrong: derived from the gold answer each time, never stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.prediction import PredictionState
from services.domain.values import same_value
from services.evaluation.records import Counts, Outcome, ScoredRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.domain.example import Value


def score(
    example_ids: Iterable[str],
    gold: Mapping[str, Value],
    found: Mapping[str, Outcome],
    schema: Mapping[str, Any] | None = None,
) -> tuple[ScoredRow, ...]:
    """Each example of a snapshot, in order, with its outcome beside its gold answer."""
    return tuple(
        _scored(found.get(each) or Outcome(each, PredictionState.NOT_RUN), gold.get(each), schema)
        for each in example_ids
    )


def _scored(outcome: Outcome, gold: Value | None, schema: Mapping[str, Any] | None) -> ScoredRow:
    right = (
        gold is not None
        and outcome.state is PredictionState.ANSWERED
        and (
            outcome.value == gold
            if isinstance(gold, str)
            else same_value(outcome.value, gold, schema)
        )
    )
    return ScoredRow(outcome.example_id, outcome.state, gold, outcome.value, right)


def count(rows: Sequence[ScoredRow]) -> Counts:
    """How many rows came back how; only rows with a gold answer are counted by state."""
    by_state = dict.fromkeys(PredictionState, 0)
    for row in rows:
        if row.gold is not None:
            by_state[row.state] += 1
    return Counts(
        *(by_state[state] for state in PredictionState),
        without_gold=len(rows) - sum(by_state.values()),
    )
