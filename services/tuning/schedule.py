"""When the service is to be asked for its jobs again."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.ports import Clock

GROWTH = 1.25
LONGEST_FACTOR = 2.0
FAILURE_GROWTH = 2.0
LONGEST_AFTER_FAILURE = 300.0


class Schedule:
    """Asks at the shortest interval while there is news, and half as often while there is none.

    After a failure it waits longer each time, or as long as the service wants. The clock is that
    of the wall, so a computer that slept asks as soon as it wakes. Safe from any thread.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._wait = 0.0

    @property
    def due(self) -> bool:
        """Whether to ask now; also when the clock was put back meanwhile."""
        with self._lock:
            now = self._clock.now()
            return not self._asked <= now < self._asked + self._wait

    def soon(self) -> None:
        """Ask at the next occasion."""
        with self._lock:
            self._asked = float("-inf")
            self._wait = 0.0

    def answered(self, shortest: float, *, news: bool) -> None:
        """The service has answered; `shortest` is the interval in seconds that is fair."""
        with self._lock:
            longer = max(self._wait, shortest) * GROWTH if self._wait else shortest
            self._asked = self._clock.now()
            self._wait = shortest if news else min(longer, shortest * LONGEST_FACTOR)

    def failed(self, shortest: float, wanted: float | None = None) -> None:
        """It could not be asked; `wanted` is the wait in seconds that the service asked for."""
        with self._lock:
            longer = max(self._wait, shortest) * FAILURE_GROWTH
            self._asked = self._clock.now()
            self._wait = max(min(longer, LONGEST_AFTER_FAILURE), wanted or 0.0)
