"""Predictions on their way to disk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.prediction import Prediction
    from services.storage.runs import RunTable

MOST = 64
SECONDS = 0.5


class Chunks:
    """Gathers the predictions of a run and writes them in chunks.

    Often enough that a crash loses little, seldom enough that writing does not slow the calls.
    """

    def __init__(self, table: RunTable, run_id: str) -> None:
        self._table = table
        self._run_id = run_id
        self._gathered: list[Prediction] = []
        self._written_at = time.monotonic()

    def add(self, prediction: Prediction) -> None:
        """Take a prediction; write when there are many, or when the last time is long ago."""
        self._gathered.append(prediction)
        late = time.monotonic() - self._written_at > SECONDS
        if late or len(self._gathered) >= MOST:
            self.write()

    def write(self) -> None:
        """Write what is gathered."""
        if self._gathered:
            self._table.put_predictions(self._run_id, self._gathered)
            self._gathered = []
        self._written_at = time.monotonic()
