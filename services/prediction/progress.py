"""How far a run is, how fast it goes, and what it has cost so far."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.jobs import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.prediction import Usage

WINDOW_SECONDS = 10.0
"""The rate is that of the last seconds, so that a pause of the service shows."""


@dataclass(frozen=True, slots=True)
class RunProgress(Progress):
    """`done` counts what is stored, the `failed` and the `reused` (not asked again) among it.

    `per_second` counts ended calls, `tokens` in and out and `dollars` (None: no price) are those
    of this go, `seconds_left` is None while it cannot be said.
    """

    failed: int = 0
    reused: int = 0
    per_second: float | None = None
    tokens: int = 0
    dollars: float | None = None
    seconds_left: float | None = None


class Tally:
    """Counts what a run has done; `done` of `total` were done before this go.

    `now` gives seconds of a clock that only goes forward.
    """

    def __init__(
        self, done: int, total: int, *, priced: bool, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._done = done
        self._total = total
        self._now = now
        self._failed = 0
        self._reused = 0
        self._tokens = 0
        self._dollars = 0.0 if priced else None
        self._ends: deque[float] = deque([now()])

    @property
    def total(self) -> int:
        """The calls of the run."""
        return self._total

    @property
    def done(self) -> int:
        """What is stored of the run."""
        return self._done

    def ended(self, usage: Usage, dollars: float | None, *, failed: bool) -> None:
        """A call has ended."""
        self._done += 1
        self._failed += failed
        self._tokens += usage.input_tokens + usage.output_tokens + usage.thought_tokens
        if self._dollars is not None:
            self._dollars += dollars or 0.0
        now = self._now()
        self._ends.append(now)
        while self._ends[0] < now - WINDOW_SECONDS:
            self._ends.popleft()

    def reused(self) -> None:
        """A stored reply was taken; nothing was sent."""
        self._done += 1
        self._reused += 1

    def progress(self) -> RunProgress:
        """How it stands now."""
        rate = self._rate()
        left = (self._total - self._done) / rate if rate else None
        return RunProgress(
            self._done,
            self._total,
            failed=self._failed,
            reused=self._reused,
            per_second=rate,
            tokens=self._tokens,
            dollars=self._dollars,
            seconds_left=left,
        )

    def _rate(self) -> float | None:
        elapsed = self._now() - self._ends[0]
        calls = len(self._ends) - 1
        return calls / elapsed if calls and elapsed > 0 else None
