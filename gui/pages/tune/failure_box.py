"""Why a job failed: the service's words, what to do, and the row that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from gui.widgets.buttons import button
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import label

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.tuning.failures import Failure


class FailureBox(QFrame):
    """Hidden while there is nothing to tell; `row_asked` says that the named row is wanted."""

    row_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("notice", "error")
        self.words = label("", wrap=True)
        self.way_out = label("", wrap=True)
        self.open_row = button(theme, "", "table")
        self.open_row.clicked.connect(self.row_asked)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.words)
        texts.addWidget(self.way_out)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(IconLabel(theme, "circle-alert", "bad"), 0, top)
        row.addLayout(texts, 1)
        row.addWidget(self.open_row, 0, top)
        self.hide()

    def show_failure(self, failure: Failure | None, otherwise: str) -> None:
        """Show what the service said, or words of our own."""
        words = failure.words if failure else otherwise
        self.words.setText(self._said(words) if failure else words)
        self.way_out.setText(self._way_out(failure) if failure else "")
        self.way_out.setVisible(bool(self.way_out.text()))
        named = failure is not None and bool(failure.example_id)
        if failure is not None:
            self.open_row.setText(self.tr("Open row {line}").format(line=f"{failure.line:,}"))
        self.open_row.setVisible(named)
        self.setAccessibleName(" ".join(filter(None, (words, self.way_out.text()))))
        self.setVisible(bool(words))

    def _said(self, words: str) -> str:
        return self.tr("The service says: {words}").format(words=words)

    def _way_out(self, failure: Failure) -> str:
        if not failure.line:
            return failure.way_out
        place = self.tr("That is line {line} of the training file, counted from 1.")
        return f"{place.format(line=f'{failure.line:,}')} {failure.way_out}".strip()
