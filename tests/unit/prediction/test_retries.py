from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.prediction.retries import RetryPolicy, ends_run
from tests.fakes.text_model import an_error

if TYPE_CHECKING:
    from services.ports import CallError

POLICY = RetryPolicy(attempts=3, patient_attempts=5, first_wait=1.0, longest_wait=6.0)


@pytest.mark.parametrize(
    ("attempt", "chance", "wait"),
    [(1, 0.0, 0.5), (1, 1.0, 1.0), (2, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.5, None)],
)
def test_waits_double_and_are_drawn_from_their_upper_half(
    attempt: int, chance: float, wait: float | None
) -> None:
    assert POLICY.wait(attempt, an_error(503), chance) == wait


def test_waits_have_a_longest() -> None:
    assert POLICY.wait(4, an_error(429), 1.0) == 6.0


def test_what_cannot_succeed_later_is_not_sent_again() -> None:
    assert POLICY.wait(1, an_error(400, retryable=False), 0.5) is None


def test_a_service_that_asks_for_patience_gets_more_of_it() -> None:
    assert POLICY.wait(4, an_error(429), 0.0) == 3.0
    assert POLICY.wait(5, an_error(429), 0.0) is None


def test_the_wait_that_the_service_asks_for_is_kept() -> None:
    assert POLICY.wait(1, an_error(429, retry_after=17.0), 0.0) == 17.0
    assert POLICY.wait(2, an_error(503, retry_after=0.1), 0.0) == 1.0


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (an_error(401, retryable=False), True),
        (an_error(403, retryable=False), True),
        (an_error(404, retryable=False), True),
        (an_error(0), True),
        (an_error(0, may_have_arrived=True), False),
        (an_error(429), False),
        (an_error(503), False),
        (an_error(400, retryable=False), False),
    ],
)
def test_only_what_every_call_would_meet_ends_a_run(error: CallError, ends: bool) -> None:
    assert ends_run(error) is ends
