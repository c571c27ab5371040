"""From the samples of a run to one outcome for each example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.prediction import PredictionState
from services.domain.values import value_key
from services.evaluation.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from services.domain.prediction import Prediction

_WITHOUT_ANSWER = (
    PredictionState.UNPARSABLE,
    PredictionState.REFUSED,
    PredictionState.FAILED,
)


def outcomes(
    predictions: Iterable[Prediction], schema: Mapping[str, Any] | None = None
) -> dict[str, Outcome]:
    """One outcome by example id.

    The answered samples vote, and the value with most votes wins, the earlier sample where two
    have as many. Without an answered sample the example is unparsable if any sample is, else
    refused, else failed.
    """
    samples: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        samples.setdefault(prediction.example_id, []).append(prediction)
    return {
        example_id: _outcome(example_id, found, schema) for example_id, found in samples.items()
    }


def _outcome(
    example_id: str, samples: list[Prediction], schema: Mapping[str, Any] | None
) -> Outcome:
    answered = [each for each in samples if each.state is PredictionState.ANSWERED]
    if answered:
        best = answered[0] if len(answered) == 1 else _winner(answered, schema)
        return Outcome(example_id, PredictionState.ANSWERED, best.value)
    states = {each.state for each in samples}
    state = next((known for known in _WITHOUT_ANSWER if known in states), PredictionState.NOT_RUN)
    return Outcome(example_id, state)


def _winner(answered: list[Prediction], schema: Mapping[str, Any] | None) -> Prediction:
    by_key: dict[Hashable, list[Prediction]] = {}
    for prediction in sorted(answered, key=lambda each: each.sample):
        by_key.setdefault(value_key(prediction.value, schema), []).append(prediction)
    return max(by_key.values(), key=len)[0]
