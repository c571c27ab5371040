"""Keys: how they are shown, and the dialog that lists those of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme

DIALOG_WIDTH = 460
ROW_HEIGHT = 34
MOST_HEIGHT = 480


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """A key as it is written, such as "Ctrl+F", and what it does."""

    keys: str
    does: str


class KeyHint(QWidget):
    """Keys drawn as on a keyboard, with what they do behind; for a line below a form."""

    def __init__(self, help_: KeyHelp, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(label(help_.keys, "key"))
        row.addWidget(label(help_.does, "small"))


class KeysDialog(QDialog):
    """All the keys of a page; F1 opens it."""

    def __init__(
        self, theme: Theme, title: str, keys: Sequence[KeyHelp], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "h2"))
        layout.addWidget(self._list(keys), 1)
        close = button(theme, self.tr("Close"), variant="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        layout.addLayout(row)
        self.resize(DIALOG_WIDTH, min(MOST_HEIGHT, 130 + ROW_HEIGHT * len(keys)))

    def _list(self, keys: Sequence[KeyHelp]) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, help_ in enumerate(keys):
            holder = QHBoxLayout()
            holder.addWidget(label(help_.keys, "key"))
            holder.addStretch()
            grid.addLayout(holder, row, 0)
            grid.addWidget(label(help_.does, wrap=True), row, 1)
        grid.setRowStretch(len(keys), 1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("Keys of this page"))
        return area
