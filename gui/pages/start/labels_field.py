"""The labels of a new project: typed or pasted, one to a line, or taken from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.labels import label

if TYPE_CHECKING:
    from gui.theme import Theme

HEIGHT = 132


class LabelsField(QWidget):
    """`asked_for_file` says that the user wants to take them from a column of a file."""

    asked_for_file = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = QPlainTextEdit(tabChangesFocus=True)
        self.editor.setMinimumHeight(HEIGHT)
        self.editor.setAccessibleName(self.tr("Labels, one to a line"))
        self.editor.setPlaceholderText(self.tr("Billing\nDelivery\nRefund"))
        self.editor.textChanged.connect(self._tell_count)
        self._suggested: list[str] = []
        self._count = label("", "small")
        self.from_file = button(theme, self.tr("Take from a file…"), "table", "ghost")
        self.from_file.clicked.connect(self.asked_for_file)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.from_file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.editor)
        layout.addLayout(foot)
        self._tell_count()

    def names(self) -> list[str]:
        """The labels as they stand, empty lines left out."""
        lines = self.editor.toPlainText().splitlines()
        return [line.strip() for line in lines if line.strip()]

    def set_names(self, names: list[str]) -> None:
        self.editor.setPlainText("\n".join(names))

    def suggest(self, names: list[str]) -> None:
        """Put names in, unless the user has written something."""
        if self.names() == self._suggested:
            self._suggested = names
            self.set_names(names)

    def _tell_count(self) -> None:
        count = len(self.names())
        if not count:
            text = self.tr("One to a line. You can add more later.")
        elif count == 1:
            text = self.tr("1 label")
        else:
            text = self.tr("{n} labels").format(n=f"{count:,}")
        self._count.setText(text)
        self.changed.emit()
