"""Run only the newest of a burst of requests, such as a search while typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from gui.background import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.background import Background, Job
    from services.jobs import JobContext

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Request:
    work: Callable[[JobContext], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None] | None


class Latest(QObject):
    """Waits for a pause, runs the newest request, and drops what older ones bring back.

    The title names the work in the log; an error goes to `failed`, or is shown to the user.
    """

    def __init__(
        self,
        background: Background,
        owner: QObject,
        title: str,
        *,
        lane: Lane = Lane.READ,
        pause_ms: int = 250,
    ) -> None:
        super().__init__(owner)
        self._background = background
        self._title = title
        self._lane = lane
        self._job: Job | None = None
        self._request: _Request | None = None
        self._timer = QTimer(self, singleShot=True, interval=pause_ms)
        self._timer.timeout.connect(self._run)

    @property
    def busy(self) -> bool:
        """A request waits or runs."""
        return self._timer.isActive() or self._job is not None

    def ask(
        self,
        work: Callable[[JobContext], Result],
        done: Callable[[Result], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work` after the pause, unless something newer is asked for before."""
        self._request = _Request(work, done, failed)
        self._timer.start()

    def drop(self) -> None:
        """Forget what was asked, and stop what runs."""
        self._timer.stop()
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    @Slot()
    def _run(self) -> None:
        request = self._request
        if request is None:
            return
        self.drop()
        job = self._background.run(
            self._title,
            request.work,
            owner=self,
            done=lambda result: self._settle(job, request.done, result),
            failed=lambda error: self._settle(job, self._failure_of(job, request), error),
            cancelled=lambda: self._settle(job, lambda: None),
            lane=self._lane,
            quiet=True,
        )
        self._job = job

    def _settle(self, job: Job, callback: Callable[..., None], *args: Any) -> None:
        if self._job is job:
            self._job = None
            callback(*args)

    def _failure_of(self, job: Job, request: _Request) -> Callable[[BaseException], None]:
        return request.failed or (lambda error: self._background.failed.emit(job, error))
