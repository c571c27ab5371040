"""Goes through the steps of a tour while the window lives."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TICK_MS = 20


@dataclass(frozen=True, slots=True)
class Until:
    """What a tour waits for before it goes on."""

    what: str
    reached: Callable[[], object]
    seconds: float = 30.0


class TourFailed(Exception):
    """A step did not come about; says which."""


class Driver(QObject):
    """Takes the next step when what the last one waits for has come about.

    The application's loop ends with the tour: with 0, or with 1 when a step failed, after
    `failed` was called.
    """

    def __init__(self, window: QWidget, steps: Iterator[Until], failed: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = steps
        self._failed = failed
        self._waiting: Until | None = None
        self._since = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def _tick(self) -> None:
        if self._window.isVisible() and QApplication.activeWindow() is None:
            self._window.activateWindow()
        try:
            if self._reached():
                self._waiting, self._since = next(self._steps), time.monotonic()
        except StopIteration:
            self._end(0)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the tour has failed
            why = str(error) or type(error).__name__
            sys.stderr.write(tr("The tour failed: {why}").format(why=why) + "\n")
            self._failed()
            self._end(1)

    def _reached(self) -> bool:
        waiting = self._waiting
        if waiting is None or waiting.reached():
            return True
        if time.monotonic() - self._since > waiting.seconds:
            words = tr("{what} did not come about within {seconds} s.")
            raise TourFailed(words.format(what=waiting.what, seconds=round(waiting.seconds)))
        return False

    def _end(self, code: int) -> None:
        self._timer.stop()
        QApplication.exit(code)
