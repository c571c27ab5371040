"""Asks the service for something again and again, one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.background import Lane
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.background import Background, Job
    from services.jobs import JobContext


class Asking(QObject):
    """`failed` carries an error once; the next one is told after an answer came in between."""

    failed = Signal(object)

    def __init__(self, background: Background, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._title = title
        self._job: Job | None = None
        self._told = False

    @property
    def busy(self) -> bool:
        """A question is under way."""
        return self._job is not None

    def ask(self, work: Callable[[JobContext], object]) -> None:
        """Ask aside, without a word in the job strip."""
        self._job = self._background.run(
            self._title,
            work,
            owner=self,
            done=self._answered,
            failed=self._fail,
            lane=Lane.NETWORK,
            quiet=True,
        )
        self._job.finished.connect(self._finish)

    @Slot()
    def _finish(self) -> None:
        self._job = None

    def _answered(self, _: object) -> None:
        self._told = False

    def _fail(self, error: BaseException) -> None:
        if not self._told or not isinstance(error, AppError):
            self.failed.emit(error)
        self._told = True
