"""Self-consistency: what the samples of one example agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.domain.prediction import PredictionState
from services.domain.values import value_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from services.domain.example import Value
    from services.domain.prediction import Prediction

_BEST_FIRST = (
    PredictionState.ANSWERED,
    PredictionState.UNPARSABLE,
    PredictionState.REFUSED,
    PredictionState.FAILED,
)


@dataclass(frozen=True, slots=True)
class Vote:
    """What the `samples` predictions of one example say together.

    `value` has the most `votes`; when `tied`, others have as many and the one that came first,
    by sample number, is taken. `state` is that of the best sample: answered, if any was.
    """

    example_id: str
    state: PredictionState
    value: Value | None
    votes: int
    samples: int
    tied: bool

    @property
    def share(self) -> float:
        """Votes for the value, of all samples; 0 where there is none."""
        return self.votes / self.samples if self.samples else 0.0

    @property
    def words(self) -> str:
        tie = ", tied" if self.tied else ""
        return f"{self.votes} of {self.samples}{tie}"


def vote(predictions: Sequence[Prediction], schema: Mapping[str, Any] | None = None) -> Vote:
    """The majority of one example's predictions (one or more); values are compared by `schema`."""
    if len(predictions) == 1:
        return _only_vote(predictions[0])
    in_order = sorted(predictions, key=lambda prediction: prediction.sample)
    ballots: dict[Hashable, list[Prediction]] = {}
    for prediction in in_order:
        if prediction.state is PredictionState.ANSWERED:
            ballots.setdefault(value_key(prediction.value, schema), []).append(prediction)
    states = {prediction.state for prediction in in_order}
    state = next((s for s in _BEST_FIRST if s in states), PredictionState.NOT_RUN)
    nobody: list[Prediction] = []
    most = max(ballots.values(), key=len, default=nobody)
    tied = sum(len(ballot) == len(most) for ballot in ballots.values()) > 1
    value = most[0].value if most else None
    example_id = in_order[0].example_id
    return Vote(example_id, state, value, len(most), len(in_order), tied)


def _only_vote(prediction: Prediction) -> Vote:
    answered = prediction.state is PredictionState.ANSWERED
    value = prediction.value if answered else None
    return Vote(prediction.example_id, prediction.state, value, int(answered), 1, tied=False)


def votes(
    predictions: Iterable[Prediction], schema: Mapping[str, Any] | None = None
) -> dict[str, Vote]:
    """The vote of each example, by example id, in the order in which they first appear."""
    by_example: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        by_example.setdefault(prediction.example_id, []).append(prediction)
    return {example_id: vote(found, schema) for example_id, found in by_example.items()}
