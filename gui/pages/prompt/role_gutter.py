"""Beside the prompt: who speaks each turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.pages.prompt.words import role_name
from services.domain.prompt import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gui.theme import Theme

GAP = 10


class RoleGutter(QWidget):
    """`turns_in_sight` gives each turn that begins in sight, with its top and its height.

    The words stand apart from the text, since they are no part of what is sent.
    """

    def __init__(
        self,
        theme: Theme,
        turns_in_sight: Callable[[], Iterable[tuple[Role, float, float]]],
        text: QWidget,
    ) -> None:
        super().__init__(text)
        self._text = text
        self._theme = theme
        self._turns_in_sight = turns_in_sight
        self.hide()

    def sizeHint(self) -> QSize:
        """As wide as the longest word."""
        widest = max(self._text.fontMetrics().horizontalAdvance(role_name(role)) for role in Role)
        return QSize(widest + GAP, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.color("mute"))
        painter.setFont(self._text.font())
        width = self.width() - GAP
        for role, top, height in self._turns_in_sight():
            place = QRectF(0, top, width, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, role_name(role))
