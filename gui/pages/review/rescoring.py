"""Measures all runs anew after gold answers were fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.latest import Latest
from services.domain.prediction import Verdict

if TYPE_CHECKING:
    from gui.background import Background
    from gui.pages.review.rescored import RescoredNote
    from gui.pages.review.session import Session
    from services.app import Workspace
    from services.evaluation.review import Rescored


class Rescoring(QObject):
    """Only the newest of several fixes in a row is measured."""

    def __init__(
        self, background: Background, workspace: Workspace, note: RescoredNote, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._note = note
        self._latest = Latest(background, self, self.tr("Measuring all runs anew"), pause_ms=0)

    def measure(self, session: Session) -> None:
        """Say what became of the runs since the review began, if gold answers were fixed."""
        errors = session.tally()[Verdict.GOLD_WRONG]
        if not errors and self._note.isHidden():
            return

        def show(rescored: tuple[Rescored, ...]) -> None:
            self._note.show_runs(session.run.id, rescored, errors)

        since = session.queue.revisions
        self._latest.ask(lambda _: self._workspace.review.rescored(since), show)

    def forget(self) -> None:
        """Another review begins."""
        self._latest.drop()
        self._note.hide()
