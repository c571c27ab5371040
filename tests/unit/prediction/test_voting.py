from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.confidence import Likelihood
from services.domain.prediction import Prediction, PredictionState
from services.prediction.voting import vote, votes

if TYPE_CHECKING:
    from services.domain.example import Value

A, U, R, F = (
    PredictionState.ANSWERED,
    PredictionState.UNPARSABLE,
    PredictionState.REFUSED,
    PredictionState.FAILED,
)


def sample(number: int, value: Value | None, state: PredictionState = A) -> Prediction:
    return Prediction("x", number, state, value)


def test_the_majority_wins_and_its_share_is_of_all_samples() -> None:
    found = vote([sample(0, "a"), sample(1, "b"), sample(2, "b"), sample(3, None, F)])
    assert (found.value, found.votes, found.samples, found.tied) == ("b", 2, 4, False)
    assert found.share == 0.5
    assert found.words == "2 of 4"


def test_ties_are_said_and_the_first_sample_decides() -> None:
    found = vote([sample(1, "b"), sample(0, "a")])
    assert (found.value, found.tied, found.words) == ("a", True, "1 of 2, tied")


def test_without_an_answer_there_is_no_value() -> None:
    found = vote([sample(0, None, F), sample(1, None, R), sample(2, None, U)])
    assert (found.state, found.value, found.votes, found.tied) == (U, None, 0, False)


def test_records_that_say_the_same_are_one() -> None:
    schema = {"properties": {"year": {"type": "integer"}}}
    found = vote(
        [sample(0, {"year": 1, "b": None}), sample(1, {"year": "1"}), sample(2, {"year": 2})],
        schema,
    )
    assert (found.value, found.votes) == ({"year": 1, "b": None}, 2)


def test_votes_are_kept_apart_by_example() -> None:
    found = votes([Prediction("x", 0, A, "a"), Prediction("y", 0, A, "b")])
    assert {example: one.value for example, one in found.items()} == {"x": "a", "y": "b"}


def test_a_record_takes_the_majority_of_each_field() -> None:
    found = vote(
        [
            sample(0, {"artist": "Abba", "year": 1974, "place": "Lund"}),
            sample(1, {"artist": "Abba", "year": 1975}),
            sample(2, {"artist": "ABBA", "year": 1975}),
        ]
    )
    assert found.value == {"artist": "Abba", "year": 1975}
    assert [(each.field, each.words) for each in found.fields] == [
        ("artist", "2 of 3"),
        ("year", "2 of 3"),
        ("place", "2 of 3"),
    ]
    assert (found.words, found.tied) == ("2 of 3", False)


def test_a_record_is_as_sure_as_its_least_sure_field_and_tied_with_it() -> None:
    found = vote(
        [
            sample(0, {"a": "x", "b": "1"}),
            sample(1, {"a": "x", "b": "2"}),
            sample(2, None, U),
        ]
    )
    assert found.value == {"a": "x", "b": "1"}
    assert [each.words for each in found.fields] == ["2 of 3", "1 of 3, tied"]
    assert (found.words, found.share) == ("1 of 3, tied", 1 / 3)


def test_a_prediction_made_elsewhere_can_stand_for_several_samples() -> None:
    found = vote([Prediction("x", 0, A, "a", votes=7, voters=10)])
    assert (found.value, found.words, found.share) == ("a", "7 of 10", 0.7)


def test_the_word_of_the_first_sample_with_the_value_stands_for_it() -> None:
    said = [Likelihood.LIKELY, Likelihood.VERY_LIKELY, Likelihood.UNLIKELY]
    found = vote(
        [
            Prediction("x", number, A, value, confidence=word)
            for number, (value, word) in enumerate(zip("abb", said, strict=True))
        ]
    )
    assert (found.value, found.confidence) == ("b", Likelihood.VERY_LIKELY)
    assert vote([Prediction("x", 0, U, confidence=None)]).confidence is None
