"""Predictions on their way to disk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.prediction import Prediction
    from services.storage.replies import StoredReply
    from services.storage.runs import RunTable

MOST = 64
SECONDS = 0.1
"""No call is as quick: what a crash loses is little beside what it breaks off in flight."""
TELL_SECONDS = 3.0


class Chunks:
    """Gathers the predictions of a run, and their replies, and writes them in chunks.

    Often enough that a crash loses little, seldom enough that writing does not slow the calls.
    Who waits for the next answer writes meanwhile.
    Who shows the run hears of it less often, since measuring it again takes longer than a chunk.
    """

    def __init__(self, table: RunTable, run_id: str) -> None:
        self._table = table
        self._run_id = run_id
        self._gathered: list[Prediction] = []
        self._replies: list[StoredReply] = []
        self._written_at = self._told_at = time.monotonic()

    def add(self, prediction: Prediction, reply: StoredReply | None = None) -> None:
        """Take a prediction; write when there are many, or when the last time is long ago.

        `reply` is what it comes from, where that is not stored yet.
        """
        self._gathered.append(prediction)
        if reply is not None:
            self._replies.append(reply)
        late = time.monotonic() - self._written_at > SECONDS
        if late or len(self._gathered) >= MOST:
            self.write()

    def write(self) -> None:
        """Write what is gathered."""
        now = time.monotonic()
        if self._gathered:
            quietly = now - self._told_at < TELL_SECONDS
            self._told_at = self._told_at if quietly else now
            self._table.put_predictions(
                self._run_id, self._gathered, self._replies, quietly=quietly
            )
            self._gathered, self._replies = [], []
        self._written_at = now
