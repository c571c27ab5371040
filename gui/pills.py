"""Pills: short words on a coloured ground, in tables and elsewhere."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QStaticText

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
    words: QStaticText,
    colors: tuple[QColor, QColor],
) -> None:
    """Paint a pill at the left of `area`, in its middle; `words` fit into it."""
    size = words.size()
    middle = area.y() + area.height() / 2
    rect = QRectF(area.x(), middle - HEIGHT / 2, size.width() + 2 * PADDING, HEIGHT)
    ground, ink = colors
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, HEIGHT / 2, HEIGHT / 2)
    painter.setPen(ink)
    painter.drawStaticText(QPointF(rect.x() + PADDING, middle - size.height() / 2), words)
