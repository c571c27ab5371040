from __future__ import annotations

from typing import TYPE_CHECKING

from services.evaluation.outcomes import outcomes
from tests.unit.evaluation.builders import ANSWERED, FAILED, REFUSED, UNPARSABLE, said

if TYPE_CHECKING:
    from services.evaluation.records import Outcome


def _of(*replies: object) -> Outcome:
    return outcomes(said("e", each, number) for number, each in enumerate(replies))["e"]


def test_most_votes_win() -> None:
    assert _of("a", "b", "b").value == "b"


def test_the_earlier_sample_wins_a_tie_whatever_the_order_of_storing() -> None:
    found = outcomes([said("e", "b", 1), said("e", "a", 0)])
    assert found["e"].value == "a"


def test_samples_without_an_answer_do_not_vote() -> None:
    outcome = _of(UNPARSABLE, REFUSED, "a")
    assert (outcome.state, outcome.value) == (ANSWERED, "a")


def test_without_an_answer_unparsable_comes_before_refused_before_failed() -> None:
    assert _of(FAILED, REFUSED, UNPARSABLE).state is UNPARSABLE
    assert _of(FAILED, REFUSED).state is REFUSED
    assert _of(FAILED).state is FAILED


def test_records_that_say_the_same_vote_together() -> None:
    outcome = _of({"n": 2}, {"n": 1}, {"n": 1.0, "m": None})
    assert outcome.value == {"n": 1}
