"""Collects cyclic garbage on the GUI thread alone."""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 500
OLDEST = 2
LONG_SECONDS = 0.04


class Garbage(QObject):
    """Python collects on whatever thread happens to allocate, and a worker that frees wrappers of
    Qt's objects takes the program down. While this lives nothing is collected on its own; a timer
    collects by Python's own thresholds, on the thread that it lives on. Where looking through
    everything took longer than `long_seconds`, which Google's clients make it with all their
    modules, what was there is not looked through again.
    """

    def __init__(self, parent: QObject | None = None, long_seconds: float = LONG_SECONDS) -> None:
        super().__init__(parent)
        self._long_seconds = long_seconds
        self._set_aside = False
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._collect_due)
        self._timer.start()

    def stop(self) -> None:
        """Collect what is left, and let Python collect on its own again."""
        self._timer.stop()
        if self._set_aside:
            gc.unfreeze()
        gc.collect()
        gc.enable()

    @Slot()
    def _collect_due(self) -> None:
        for generation, limit in enumerate(gc.get_threshold()):
            if gc.get_count()[generation] <= limit:
                return
            began = time.perf_counter()
            gc.collect(generation)
            if generation == OLDEST and time.perf_counter() - began > self._long_seconds:
                self._set_aside = True
                gc.freeze()
