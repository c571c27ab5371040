"""Fills the panels beside a row: at once, or aside where it takes a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.latest import Latest
from gui.pages.review.more_panels import Panel
from services.domain.errors import AppError

if TYPE_CHECKING:
    from gui.background import Background
    from gui.pages.review.more_panels import MorePanels
    from gui.pages.review.session import Session
    from services.app import Workspace
    from services.domain.example import Value


class MoreLoading(QObject):
    """Only the panel that is open is filled, for the row at hand."""

    def __init__(
        self, background: Background, workspace: Workspace, panels: MorePanels, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._panels = panels
        self._session: Session | None = None
        self._gold: Value | None = None
        self._searching = Latest(background, self, self.tr("Looking for similar rows"), pause_ms=0)
        panels.opened.connect(self.fill)
        panels.note_written.connect(self._write_note)

    def show_row(self, session: Session, gold: Value | None) -> None:
        """Another row is at hand; `gold` is its gold answer now."""
        self._panels.keep_note()
        self._session, self._gold = session, gold
        self._panels.show_note(self._note(session.example_id))
        if self._panels.open is not None:
            self.fill(self._panels.open)

    @Slot(object)
    def fill(self, panel: Panel) -> None:
        """Fill a panel that is open."""
        session, workspace = self._session, self._workspace
        if session is None:
            return
        if panel is Panel.OTHERS:
            found = workspace.review.beside(session.current, self._gold)
            self._panels.show_others(found, workspace.task)
        elif panel is Panel.SIMILAR:
            example_id, text, task = session.example_id, session.text, workspace.task
            self._panels.show_similar((), task, looking=True)
            self._searching.ask(
                lambda context: workspace.similar_rows.training(example_id, text, context=context),
                lambda rows: self._panels.show_similar(rows, task, looking=False),
            )

    def _note(self, example_id: str) -> str:
        try:
            return self._workspace.notes.of(example_id)
        except AppError:
            return ""

    @Slot(str)
    def _write_note(self, text: str) -> None:
        if self._session is not None:
            self._workspace.notes.write(self._session.example_id, text)
