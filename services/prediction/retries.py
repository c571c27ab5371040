"""When a failed call is sent again, after how long, and when it ends the whole run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.ports import CallError

UNAUTHORIZED = 401
TOO_MANY = 429
_HOPELESS = frozenset((UNAUTHORIZED, 403, 404))


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Waits and times in seconds.

    A call is sent at most `attempts` times; where the service only asks for patience (429), at
    most `patient_attempts` times. Waits double from `first_wait` to `longest_wait` and are drawn
    from their upper half, so that calls do not come back all at once. `timeout` is for one
    attempt.
    """

    attempts: int = 4
    patient_attempts: int = 12
    first_wait: float = 1.0
    longest_wait: float = 60.0
    timeout: float = 120.0

    def wait(self, attempt: int, error: CallError, chance: float) -> float | None:
        """Seconds to wait after failed attempt number `attempt` (from 1); None: give up.

        `chance` is drawn evenly from 0 to 1. The wait that the service asks for is kept.
        """
        most = self.patient_attempts if error.code == TOO_MANY else self.attempts
        if not error.retryable or attempt >= most:
            return None
        longest = min(self.longest_wait, self.first_wait * 2 ** (attempt - 1))
        wait = longest * (0.5 + chance / 2)
        return wait if error.retry_after is None else max(wait, error.retry_after)


def ends_run(error: CallError) -> bool:
    """Whether each further call would fail alike: no right, no such model, no connection."""
    unreachable = error.code == 0 and error.retryable and not error.may_have_arrived
    return unreachable or error.code in _HOPELESS
