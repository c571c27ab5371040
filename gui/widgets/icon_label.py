"""An icon by itself, in the colour of a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gui.theme import Theme


class IconLabel(QWidget):
    """Decoration: whatever it says must be said in words beside it."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        token: str = "mute",  # noqa: S107
        size: int = 18,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._token = token
        self.setFixedSize(size, size)

    def show_icon(self, name: str, token: str) -> None:
        self._name, self._token = name, token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        icon = self._theme.icon(self._name, self._token)
        icon.paint(QPainter(self), self.rect(), mode=mode)
