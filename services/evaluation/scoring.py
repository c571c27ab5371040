"""Right or wrong: derived from the gold answer each time, never stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.prediction import PredictionState
from services.domain.values import same_value
from services.evaluation.records import Counts, ScoredRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.domain.example import Value
    from services.prediction.voting import Vote


def score(
    example_ids: Iterable[str],
    gold: Mapping[str, Value],
    votes: Mapping[str, Vote],
    schema: Mapping[str, Any] | None = None,
) -> tuple[ScoredRow, ...]:
    """Each example of a snapshot, in order: the vote of its samples beside its gold answer."""
    return tuple(scored(each, gold.get(each), votes.get(each), schema) for each in example_ids)


def scored(
    example_id: str,
    gold: Value | None,
    vote: Vote | None,
    schema: Mapping[str, Any] | None = None,
) -> ScoredRow:
    """One example: the vote of its samples beside its gold answer."""
    if vote is None:
        return ScoredRow(example_id, PredictionState.NOT_RUN, gold, None, right=False)
    right = (
        gold is not None
        and vote.state is PredictionState.ANSWERED
        and (vote.value == gold if isinstance(gold, str) else same_value(vote.value, gold, schema))
    )
    return ScoredRow(example_id, vote.state, gold, vote.value, right, vote.share, vote.repaired)


def count(rows: Sequence[ScoredRow]) -> Counts:
    """How many rows came back how; only rows with a gold answer are counted by state."""
    by_state = dict.fromkeys(PredictionState, 0)
    for row in rows:
        if row.gold is not None:
            by_state[row.state] += 1
    return Counts(
        *(by_state[state] for state in PredictionState),
        without_gold=len(rows) - sum(by_state.values()),
        repaired=sum(row.repaired for row in rows if row.gold is not None),
    )
