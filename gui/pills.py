"""Pills: short words on a coloured ground, in tables and elsewhere."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from gui.palette import Tokens

HEIGHT = 20
PADDING = 8


class PillKind(enum.StrEnum):
    """What a pill means: its colours follow."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


def pill_colors(kind: PillKind, tokens: Tokens) -> tuple[QColor, QColor]:
    """The ground and the text of a pill."""
    ground, text = {
        PillKind.NEUTRAL: (tokens.hover, tokens.mute),
        PillKind.ACCENT: (tokens.accent_soft, tokens.accent_text),
        PillKind.OK: (tokens.ok_soft, tokens.ok),
        PillKind.WARN: (tokens.warn_soft, tokens.warn),
        PillKind.BAD: (tokens.bad_soft, tokens.bad),
    }[kind]
    return QColor(ground), QColor(text)


def paint_pill(
    painter: QPainter,
    area: QRect,
    text: str,
    colors: tuple[QColor, QColor],
) -> None:
    """Paint a pill at the left of `area`, in its middle, no wider than it."""
    metrics = painter.fontMetrics()
    width = min(metrics.horizontalAdvance(text) + 2 * PADDING, area.width())
    top = area.y() + (area.height() - HEIGHT) / 2
    rect = QRectF(area.x(), top, width, HEIGHT)
    ground, ink = colors
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, HEIGHT / 2, HEIGHT / 2)
    painter.setPen(ink)
    inside = int(width) - 2 * PADDING + 1
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)
