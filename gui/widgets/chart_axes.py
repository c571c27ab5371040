"""Axes of the small charts: round steps, thin lines, words in the muted colour."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.theme import Theme

LEFT, RIGHT, TOP, BOTTOM = 52.0, 20.0, 22.0, 38.0
STEPS = 5
FONT_PIXELS = 11


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high` with a line at each of `ticks`; `text` says a value, `title` what."""

    low: float
    high: float
    ticks: tuple[float, ...]
    text: Callable[[float], str]
    title: str

    @classmethod
    def over(cls, low: float, high: float, text: Callable[[float], str], title: str) -> Axis:
        """An axis that holds both values, with about five round steps."""
        span = (high - low) or abs(high) or 1.0
        power = 10 ** floor(log10(span / STEPS))
        step = next(each * power for each in (1, 2, 5, 10) if each * power * STEPS >= span * 0.999)
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        ticks = tuple(step * each for each in range(first, max(last, first + 1) + 1))
        return cls(ticks[0], ticks[-1], ticks, text, title)

    def place(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def plot_area(whole: QRectF) -> QRectF:
    """What is left beside the words of the axes."""
    return whole.adjusted(LEFT, TOP, -RIGHT, -BOTTOM)


def paint_axes(painter: QPainter, area: QRectF, across: Axis, up: Axis, theme: Theme) -> None:
    """Lines at the ticks of both axes, and their words."""
    font = QFont(painter.font())
    font.setPixelSize(FONT_PIXELS)
    painter.setFont(font)
    lines, words = QPen(QColor(theme.color("line")), 1), QPen(QColor(theme.color("mute")))
    centre, right = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
    middle = Qt.AlignmentFlag.AlignVCenter
    for value in up.ticks:
        y = area.bottom() - area.height() * up.place(value)
        painter.setPen(lines)
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(words)
        painter.drawText(QRectF(0, y - 8, area.left() - 8, 16), right | middle, up.text(value))
    for value in across.ticks:
        x = area.left() + area.width() * across.place(value)
        painter.setPen(words)
        painter.drawText(QRectF(x - 40, area.bottom() + 4, 80, 16), centre, across.text(value))
    painter.drawText(QRectF(area.left() - 44, 0, area.width(), 18), middle, up.title)
    below = QRectF(area.left(), area.bottom() + 20, area.width(), 18)
    painter.drawText(below, right | middle, across.title)
