"""One writer at a time, the person at the keys first."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


class WriteGate:
    """Lets one thread write. Bulk work waits while anybody with a short write waits."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._taken = False
        self._short_waiting = 0

    @property
    def wanted(self) -> bool:
        """Whether somebody waits with a short write."""
        return self._short_waiting > 0

    @contextmanager
    def short(self) -> Generator[None]:
        """Hold the gate for a short write, before any bulk work that waits."""
        with self._condition:
            self._short_waiting += 1
            try:
                self._condition.wait_for(lambda: not self._taken)
            finally:
                self._short_waiting -= 1
            self._taken = True
        try:
            yield
        finally:
            self.release()

    def take_bulk(self) -> None:
        """Take the gate for one slice of bulk work; `release` gives it back."""
        with self._condition:
            self._condition.wait_for(lambda: not self._taken and not self._short_waiting)
            self._taken = True

    def release(self) -> None:
        with self._condition:
            self._taken = False
            self._condition.notify_all()
