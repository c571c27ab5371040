"""What a long piece of work needs from its caller: a way to report and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


class JobCancelled(Exception):
    """The user asked for the work to stop."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` steps; `total` is None while it is not known."""

    done: int
    total: int | None = None
    note: str = ""


class JobContext:
    """Handed to every long operation; knows nothing of threads or of Qt."""

    def __init__(self, on_progress: Callable[[Progress], None] = lambda _: None) -> None:
        self._on_progress = on_progress
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._on_stop: list[Callable[[], None]] = []

    @property
    def stopped(self) -> bool:
        return self._cancelled.is_set()

    def stop(self) -> None:
        """Ask the work to stop; safe from any thread."""
        with self._lock:
            self._cancelled.set()
            callbacks = tuple(self._on_stop)
        for callback in callbacks:
            callback()

    def check(self) -> None:
        """Raise JobCancelled when the user has asked to stop."""
        if self._cancelled.is_set():
            raise JobCancelled

    def report(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report progress; raises JobCancelled when the user has asked to stop."""
        self.tell(Progress(done, total, note))

    def tell(self, progress: Progress) -> None:
        """Report progress that says more; raises JobCancelled as `report` does."""
        self.check()
        self._on_progress(progress)

    def wait(self, seconds: float) -> None:
        """Sleep, but wake up at once, with JobCancelled, on stop."""
        if self._cancelled.wait(seconds):
            raise JobCancelled

    @contextmanager
    def on_stop(self, callback: Callable[[], None]) -> Generator[None]:
        """Call `callback` from the stopping thread if the user stops while the block runs."""
        with self._lock:
            self._on_stop.append(callback)
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._on_stop.remove(callback)
