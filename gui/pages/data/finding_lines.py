"""Findings one below the other, each with a button that shows its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from gui.theme import Theme

OPEN = ("triangle-alert", "warn")
IN_ORDER = ("circle-check", "ok")


class FindingLines(QWidget):
    """`asked` carries the number of the finding whose rows the user wants to see."""

    asked = Signal(int)

    def __init__(self, theme: Theme, action: str) -> None:
        super().__init__()
        self._theme = theme
        self._action = action
        self._shown: list[QWidget] = []
        self.buttons: list[QPushButton] = []
        self.texts: list[str] = []
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(6)

    def show_lines(self, findings: Sequence[tuple[str, bool]], in_order: str) -> None:
        """Each finding with whether it has rows to show; what is in order is one line below."""
        self._clear()
        for number, (text, has_rows) in enumerate(findings):
            line = self._line(OPEN, text)
            if has_rows:
                self._add_button(line, number, text)
        if in_order:
            self._line(IN_ORDER, in_order, "small")

    def _clear(self) -> None:
        for line in self._shown:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._shown, self.buttons, self.texts = [], [], []

    def _line(self, icon: tuple[str, str], text: str, role: str = "") -> QHBoxLayout:
        line = QWidget()
        line.setAccessibleName(text)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(self._theme, *icon))
        row.addWidget(label(text, role, wrap=True), 1)
        self._list.addWidget(line)
        self._shown.append(line)
        self.texts.append(text)
        return row

    def _add_button(self, row: QHBoxLayout, number: int, text: str) -> None:
        made = button(self._theme, self._action, variant="ghost")
        made.setAccessibleDescription(text)
        made.clicked.connect(lambda: self.asked.emit(number))
        row.addWidget(made, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.buttons.append(made)
