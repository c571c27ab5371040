"""Asks the service for batches under way, as often as is fair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.background import Lane
from services.domain.errors import AppError

if TYPE_CHECKING:
    from gui.background import Background, Job
    from services.app import Workspace


class BatchFollower(QObject):
    """Begins at once; answers are written to the project, and who shows runs hears it from there.

    `failed` carries an error once; the next one is told after an answer came in between.
    """

    failed = Signal(object)

    def __init__(self, background: Background, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._workspace = workspace
        self._asking: Job | None = None
        self._told = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._ask)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Ask now, if there is something to ask for, and look again when it is fair to."""
        batches = self._workspace.prediction.batches
        self._timer.start(round(self._workspace.connection.poll_seconds * 1000))
        if self._asking is None and batches.to_follow():
            self._asking = self._background.run(
                self.tr("Asking for batches"),
                batches.follow,
                owner=self,
                done=self._answered,
                failed=self._fail,
                lane=Lane.NETWORK,
                quiet=True,
            )
            self._asking.finished.connect(self._finish)

    @Slot()
    def _finish(self) -> None:
        self._asking = None

    def _answered(self, _: object) -> None:
        self._told = False

    def _fail(self, error: BaseException) -> None:
        if not self._told or not isinstance(error, AppError):
            self.failed.emit(error)
        self._told = True
