"""Undo and do again, with the words of what that would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.widgets.buttons import icon_button
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from services.history.use_cases import Redone
    from services.jobs import JobContext


class HistoryButtons(QWidget):
    """`travelled` carries what was undone or done again, `failed` an error."""

    travelled = Signal(object)
    failed = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = context.background
        self._history = context.project.history
        self.undo_button = icon_button(context.theme, "undo-2", self.tr("Undo"))
        self.redo_button = icon_button(context.theme, "redo-2", self.tr("Do again"))
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.undo_button)
        row.addWidget(self.redo_button)

    def show_titles(self) -> None:
        """Say what would be undone and done again now."""
        undo, redo = self._history.undo_title, self._history.redo_title
        nothing = self.tr("nothing")
        self.undo_button.setEnabled(undo is not None)
        self.redo_button.setEnabled(redo is not None)
        self.undo_button.setToolTip(self.tr("Undo: {what} (Ctrl+Z)").format(what=undo or nothing))
        self.redo_button.setToolTip(
            self.tr("Do again: {what} (Ctrl+Shift+Z)").format(what=redo or nothing)
        )

    @Slot()
    def undo(self) -> None:
        self._travel(self._history.undo, self._history.undo_title, self._history.undo_is_long)

    @Slot()
    def redo(self) -> None:
        self._travel(self._history.redo, self._history.redo_title, self._history.redo_is_long)

    def _travel(
        self, way: Callable[[JobContext | None], Redone | None], title: str | None, long: bool
    ) -> None:
        """At once, or aside when many rows change."""
        if title is None:
            return
        if long:
            self._background.run(
                title, way, owner=self, done=self.travelled.emit, failed=self.failed.emit
            )
            return
        try:
            self.travelled.emit(way(None))
        except AppError as error:
            self.failed.emit(error)
