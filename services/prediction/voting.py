"""Self-consistency: what the samples of one example agree on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.domain.prediction import PredictionState
from services.domain.values import value_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from services.domain.confidence import Likelihood
    from services.domain.example import Value
    from services.domain.prediction import Prediction

_BEST_FIRST = (
    PredictionState.ANSWERED,
    PredictionState.UNPARSABLE,
    PredictionState.REFUSED,
    PredictionState.FAILED,
)


@dataclass(frozen=True, slots=True)
class FieldVote:
    """How many of the samples gave one field of a record the value that was taken."""

    field: str
    votes: int
    samples: int
    tied: bool

    @property
    def words(self) -> str:
        return vote_words(self.votes, self.samples, tied=self.tied)


@dataclass(frozen=True, slots=True)
class Vote:
    """What the `samples` predictions of one example say together.

    `value` has the most `votes`; when `tied`, others have as many and the one that came first,
    by sample number, is taken. `state` is that of the best sample: answered, if any was.
    A record is put together from the majority of each of its `fields`; it has as many votes as
    its least sure field, and is tied when a field is. `repaired`: a reply had to be mended.
    `confidence` is the word that the first sample with the value said of it itself, where it was
    asked for one.
    """

    example_id: str
    state: PredictionState
    value: Value | None
    votes: int
    samples: int
    tied: bool
    fields: tuple[FieldVote, ...] = ()
    repaired: bool = False
    confidence: Likelihood | None = None

    @property
    def share(self) -> float:
        """Votes for the value, of all samples; 0 where there is none."""
        return self.votes / self.samples if self.samples else 0.0

    @property
    def words(self) -> str:
        return vote_words(self.votes, self.samples, tied=self.tied)


def vote_words(votes: int, samples: int, *, tied: bool = False) -> str:
    """A vote share in words, as in "4 of 5"."""
    tie = ", tied" if tied else ""
    return f"{votes} of {samples}{tie}"


def vote(predictions: Sequence[Prediction], schema: Mapping[str, Any] | None = None) -> Vote:
    """The majority of one example's predictions (one or more); values are compared by `schema`."""
    voted = _vote(predictions, schema)
    return replace(voted, repaired=True) if any(each.repaired for each in predictions) else voted


def _vote(predictions: Sequence[Prediction], schema: Mapping[str, Any] | None) -> Vote:
    if len(predictions) == 1:
        return _only_vote(predictions[0])
    in_order = sorted(predictions, key=lambda prediction: prediction.sample)
    answered = [each for each in in_order if each.state is PredictionState.ANSWERED]
    state = _best_state(in_order)
    example_id, samples = in_order[0].example_id, len(in_order)
    values = [each.value for each in answered]
    records = [value for value in values if isinstance(value, dict)]
    if records and len(records) == len(values):
        found = _record_vote(example_id, state, records, samples, schema)
        return replace(found, confidence=answered[0].confidence)
    first, votes, tied = _majority(values, schema)
    value, said = (values[first], answered[first].confidence) if votes else (None, None)
    return Vote(example_id, state, value, votes, samples, tied, confidence=said)


def votes(
    predictions: Iterable[Prediction], schema: Mapping[str, Any] | None = None
) -> dict[str, Vote]:
    """The vote of each example, by example id, in the order in which they first appear."""
    by_example: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        by_example.setdefault(prediction.example_id, []).append(prediction)
    return {example_id: vote(found, schema) for example_id, found in by_example.items()}


def _only_vote(prediction: Prediction) -> Vote:
    answered = prediction.state is PredictionState.ANSWERED
    value = prediction.value if answered else None
    agreed, samples = int(answered), 1
    if prediction.voters is not None:
        agreed, samples = (prediction.votes or 0) * answered, prediction.voters
    return Vote(
        prediction.example_id,
        prediction.state,
        value,
        agreed,
        samples,
        tied=False,
        confidence=prediction.confidence,
    )


def _best_state(predictions: Sequence[Prediction]) -> PredictionState:
    states = {prediction.state for prediction in predictions}
    return next((state for state in _BEST_FIRST if state in states), PredictionState.NOT_RUN)


def _majority(values: Sequence[Any], schema: Mapping[str, Any] | None) -> tuple[int, int, bool]:
    """Who first says what most say, how many do, and whether others have as many."""
    ballots: dict[Hashable, list[int]] = {}
    for number, value in enumerate(values):
        ballots.setdefault(value_key(value, schema), []).append(number)
    nobody: list[int] = []
    most = max(ballots.values(), key=len, default=nobody)
    tied = sum(len(ballot) == len(most) for ballot in ballots.values()) > 1
    return (most[0] if most else 0), len(most), tied


def _record_vote(
    example_id: str,
    state: PredictionState,
    records: Sequence[dict[str, Any]],
    samples: int,
    schema: Mapping[str, Any] | None,
) -> Vote:
    of_fields: Mapping[str, Any] = (schema or {}).get("properties", {})
    names = dict.fromkeys(name for record in records for name in record)
    record: dict[str, Any] = {}
    fields: list[FieldVote] = []
    for name in names:
        values = [each.get(name) for each in records]
        first, agreed, tied = _majority(values, of_fields.get(name))
        if name in records[first]:
            record[name] = values[first]
        fields.append(FieldVote(name, agreed, samples, tied))
    least = min((field.votes for field in fields), default=len(records))
    any_tied = any(field.tied for field in fields)
    return Vote(example_id, state, record, least, samples, any_tied, tuple(fields))
