"""The colours that a label can have, readable on light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZE = 12
SCALE = 2
_HUES = {
    "red": "#d9534f",
    "orange": "#e08a3c",
    "yellow": "#c9a227",
    "green": "#4c9a5b",
    "teal": "#3a9d9d",
    "blue": "#4a7fd6",
    "purple": "#8a63c7",
    "pink": "#cf5f9b",
}


def color_names() -> Mapping[str, str]:
    """The colours by the name under which they are stored, in words; "" stands for none."""
    return {
        "": tr("none"),
        "red": tr("red"),
        "orange": tr("orange"),
        "yellow": tr("yellow"),
        "green": tr("green"),
        "teal": tr("teal"),
        "blue": tr("blue"),
        "purple": tr("purple"),
        "pink": tr("pink"),
    }


def color_icon(color: str) -> QIcon:
    """A dot of a label's colour; an empty icon for none, or for a colour of another version."""
    hue = _HUES.get(color)
    if hue is None:
        return QIcon()
    pixmap = QPixmap(SIZE * SCALE, SIZE * SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hue))
    painter.drawEllipse(QRectF(pixmap.rect()).adjusted(2, 2, -2, -2))
    painter.end()
    return QIcon(pixmap)
