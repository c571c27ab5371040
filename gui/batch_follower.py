"""Asks the service for batches under way, as often as is fair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.asking import Asking

if TYPE_CHECKING:
    from gui.background import Background
    from services.app import Workspace


class BatchFollower(QObject):
    """Begins at once; answers are written to the project, and who shows runs hears it from there.

    `failed` carries an error once; the next one is told after an answer came in between.
    """

    failed = Signal(object)

    def __init__(self, background: Background, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asking = Asking(background, self.tr("Asking for batches"), self)
        self._asking.failed.connect(self.failed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._ask)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Ask now, if there is something to ask for, and look again when it is fair to."""
        batches = self._workspace.prediction.batches
        self._timer.start(round(self._workspace.connection.poll_seconds * 1000))
        if not self._asking.busy and batches.to_follow():
            self._asking.ask(batches.follow)
