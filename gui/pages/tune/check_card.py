"""What is not yet in order, one line each, and what is, folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import label
from services.tuning.checks import Check, CheckLevel, Place, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from gui.theme import Theme

ICONS = {
    CheckLevel.BLOCK: ("circle-alert", "bad"),
    CheckLevel.WARN: ("triangle-alert", "warn"),
    CheckLevel.OK: ("circle-check", "ok"),
}


class CheckCard(Card):
    """`led` carries the check whose page the user wants to see."""

    led = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("Before you tune"))
        self._theme = theme
        self._lines: list[QWidget] = []
        self._here: Sequence[Check] = ()
        self._there: Sequence[Check] = ()
        self.links: list[QPushButton] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.add(self._list)
        self._show_lines([self._line(CheckLevel.OK, self.tr("Looking at the rows…"))])

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines as they are read."""
        return tuple(line.accessibleName() for line in self._lines)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show what is open line by line, and what is in order in one line below."""
        self._here = checks
        self._show()

    def show_service(self, checks: Sequence[Check]) -> None:
        """Show what the service itself says beside them."""
        self._there = checks
        if self._here:
            self._show()

    def _show(self) -> None:
        checks = in_order((*self._here, *self._there))
        self.links = []
        lines = [self._open_line(check) for check in checks if check.level is not CheckLevel.OK]
        fine = [check.text for check in checks if check.level is CheckLevel.OK]
        if fine:
            words = self.tr("In order: {what}.").format(what=", ".join(fine))
            lines.append(self._line(CheckLevel.OK, words, "small"))
        self._show_lines(lines)

    def _open_line(self, check: Check) -> QWidget:
        line = self._line(check.level, check.text)
        if check.place is not None:
            link = button(self._theme, self._link_words(check.place), variant="ghost")
            link.setAccessibleDescription(check.text)
            link.clicked.connect(lambda: self.led.emit(check))
            self.links.append(link)
            layout = line.layout()
            assert layout is not None
            layout.addWidget(link)
            layout.setAlignment(link, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _link_words(self, place: Place) -> str:
        return {
            Place.DATA: self.tr("Data"),
            Place.LABEL: self.tr("Label"),
            Place.PROMPT: self.tr("Prompt"),
            Place.MODEL: self.tr("Change"),
            Place.ADAPTER: self.tr("Change"),
            Place.CAP: self.tr("Change the cap"),
            Place.JOBS: self.tr("Show the jobs"),
            Place.SETTINGS: self.tr("Settings"),
        }[place]

    def _line(self, level: CheckLevel, text: str, role: str = "") -> QWidget:
        line = QWidget()
        line.setAccessibleName(text)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        icon, token = ICONS[level]
        row.addWidget(IconLabel(self._theme, icon, token))
        row.addWidget(label(text, role, wrap=True), 1)
        return line

    def _show_lines(self, lines: list[QWidget]) -> None:
        for line in self._lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = lines
        for line in lines:
            self._list.addWidget(line)
