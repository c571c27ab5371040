"""Asks the service for the state of jobs that are not done, and tells when one ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.asking import Asking
from services.domain.changes import Kind

if TYPE_CHECKING:
    from gui.background import Background
    from gui.project_events import ProjectEvents
    from services.app import Workspace
    from services.domain.changes import Changes

TICK_MS = 500
"""How often it is looked whether it is time to ask; asking itself is rarer."""


class JobFollower(QObject):
    """Begins at once. What was told is written to the project; who shows jobs hears it from there.

    `ended` carries a job that has come to its end, and its number, whoever asked for it. `failed`
    carries an error once; the next one is told after an answer came in between.
    """

    failed = Signal(object)
    ended = Signal(int, object)

    def __init__(
        self, background: Background, events: ProjectEvents, workspace: Workspace, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asking = Asking(background, self.tr("Asking for tuning jobs"), self)
        self._asking.failed.connect(self.failed)
        self._open = self._unfinished()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._ask)
        events.changed.connect(self._note_changes)
        self.follow()

    def follow(self) -> None:
        """Ask now; later as often as is fair on the connection of then."""
        self._workspace.following.soon()
        self._timer.start()
        self._ask()

    @Slot()
    def _ask(self) -> None:
        following = self._workspace.following
        if self._asking.busy or not self._open or not following.due:
            return
        if not self._workspace.tuning.to_follow():
            return
        self._asking.ask(lambda _: following.ask())

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if not changes.concern(Kind.JOBS):
            return
        before, self._open = self._open, self._unfinished()
        for number, job in enumerate(self._workspace.tuning.jobs(), start=1):
            if job.id in before - self._open:
                self.ended.emit(number, job)

    def _unfinished(self) -> set[str]:
        return {job.id for job in self._workspace.tuning.jobs() if not job.state.ended}
