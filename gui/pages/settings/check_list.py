"""What became of “Check the connection”, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import icon_button
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import label
from services.connection_check import CheckOutcome, CheckResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme

ICONS = {
    CheckOutcome.OK: ("circle-check", "ok"),
    CheckOutcome.DOUBTFUL: ("triangle-alert", "warn"),
    CheckOutcome.FAILED: ("circle-alert", "bad"),
    CheckOutcome.LEFT_OUT: ("minus", "mute"),
}


class CheckList(QWidget):
    """Empty until something was checked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.lines: list[QWidget] = []
        self.hide()

    def clear(self) -> None:
        for line in self.lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        self.hide()

    def show_results(self, results: Sequence[CheckResult]) -> None:
        """Show one line each; what failed says what to do."""
        self.clear()
        self.lines = [self._line(result) for result in results]
        for line in self.lines:
            self._layout.addWidget(line)
        self.setVisible(bool(self.lines))

    def _line(self, result: CheckResult) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        icon, token = ICONS[result.outcome]
        row.addWidget(IconLabel(self._theme, icon, token), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = label(self._title(result), wrap=True)
        words.addWidget(title)
        if result.problem:
            words.addWidget(label(result.problem, token, wrap=True))
        if result.way_out:
            words.addLayout(self._way_out(result.way_out))
        row.addLayout(words, 1)
        line.setAccessibleName(" ".join(filter(None, (title.text(), result.problem))))
        return line

    def _way_out(self, way_out: str) -> QHBoxLayout:
        """What to do; a line for the terminal can be copied."""
        row = QHBoxLayout()
        row.setSpacing(6)
        words = label(way_out, "small", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(words, 1)
        _, is_line, line = way_out.partition("Run: ")
        if is_line:
            copy = icon_button(self._theme, "copy", self.tr("Copy the line for the terminal"))
            copy.clicked.connect(lambda: QApplication.clipboard().setText(line))
            row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _title(self, result: CheckResult) -> str:
        if result.outcome is CheckOutcome.LEFT_OUT:
            return self.tr("{what}: not tried").format(what=result.title)
        return result.title
