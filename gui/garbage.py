"""Collects cyclic garbage on the GUI thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 500


class Garbage(QObject):
    """Python collects on whatever thread happens to allocate, and a worker that frees wrappers of
    Qt's objects takes the program down. While this lives nothing is collected on its own; a timer
    collects by Python's own thresholds, on the thread that it lives on.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._collect_due)
        self._timer.start()

    def stop(self) -> None:
        """Collect what is left, and let Python collect on its own again."""
        self._timer.stop()
        gc.collect()
        gc.enable()

    @Slot()
    def _collect_due(self) -> None:
        for generation, limit in enumerate(gc.get_threshold()):
            if gc.get_count()[generation] <= limit:
                return
            gc.collect(generation)
