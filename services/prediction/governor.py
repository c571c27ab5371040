"""How many calls may be in flight at once: as many as the service lets through."""

from __future__ import annotations

import asyncio
from collections import deque

FIRST = 4
CAUTION = 8


class Governor:
    """Slots for calls of one model; belongs to one event loop.

    Begins with few slots and doubles them after as many successes as there are slots. When the
    service asks for patience it halves them, once for all calls that were in flight together,
    and from then on doubles only after `CAUTION` times as many successes.
    """

    def __init__(self, limit: int, first: int = FIRST) -> None:
        self._limit = limit
        self._allowed = min(first, limit)
        self._in_flight = 0
        self._successes = 0
        self._halved_at: float | None = None
        self._resumes_at = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def allowed(self) -> int:
        return self._allowed

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            pause = self._resumes_at - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            elif self._in_flight < self._allowed:
                self._in_flight += 1
                return
            else:
                await self._turn(loop)

    async def __aexit__(self, *_: object) -> None:
        self._in_flight -= 1
        self._wake()

    def succeeded(self) -> None:
        """A call was answered."""
        self._successes += 1
        needed = self._allowed * (1 if self._halved_at is None else CAUTION)
        if self._successes >= needed and self._allowed < self._limit:
            self._allowed = min(self._limit, self._allowed * 2)
            self._successes = 0
            self._wake()

    def throttled(self, started: float, now: float, retry_after: float | None) -> None:
        """The service asked for patience with a call sent at `started` (loop time, seconds)."""
        self._resumes_at = max(self._resumes_at, now + (retry_after or 0.0))
        if self._halved_at is not None and started < self._halved_at:
            return
        self._halved_at = now
        self._allowed = max(1, self._allowed // 2)
        self._successes = 0

    async def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        turn = loop.create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            self._wake()
            raise

    def _wake(self) -> None:
        free = self._allowed - self._in_flight
        while self._waiting and free > 0:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                free -= 1
