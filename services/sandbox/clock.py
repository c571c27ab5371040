"""The one source of time, so that tests can run fast and move it forward."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """Wall time plus what was advanced; waits are divided by `speed`."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._ahead = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    def stamp(self) -> str:
        """The present as an RFC 3339 time, as the service writes it."""
        return rfc3339(self.now())

    def advance(self, seconds: float) -> None:
        """Move the present forward and wake those whose wait is over."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of this clock."""
        end = self.now() + seconds / self._speed
        while (left := end - self.now()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return


def rfc3339(seconds: float) -> str:
    """Seconds since the epoch as `2026-01-31T12:00:00.000000Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
