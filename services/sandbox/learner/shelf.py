"""Tuned models that were asked lately, kept in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from services.sandbox.learner.files import load

if TYPE_CHECKING:
    from pathlib import Path

    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.files import Tuned

_KEPT = 12


class Shelf:
    """Loads a checkpoint's model at its first question; the least used leave first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[tuple[str, str], Tuned] = {}
        self._lock = threading.Lock()

    def get(self, weights: str, checkpoint: str) -> ShelvedModel:
        """The model of a checkpoint; it is read from disk when it is asked."""
        return ShelvedModel(self, weights, checkpoint)

    def load(self, weights: str, checkpoint: str) -> Tuned:
        """The model itself."""
        key = (weights, checkpoint)
        with self._lock:
            model = self._loaded.pop(key, None) or load(self._folder / weights, checkpoint)
            self._loaded[key] = model
            while len(self._loaded) > _KEPT:
                del self._loaded[next(iter(self._loaded))]
        return model


class ShelvedModel:
    """A tuned model by name: reading it does not hold up the server's loop."""

    def __init__(self, shelf: Shelf, weights: str, checkpoint: str) -> None:
        self._shelf = shelf
        self._weights = weights
        self._checkpoint = checkpoint

    def answer(self, ask: Ask) -> str:
        return self._shelf.load(self._weights, self._checkpoint).answer(ask)
