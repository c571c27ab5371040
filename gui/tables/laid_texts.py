"""Texts laid out once: a table that is scrolled paints the same words again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QStaticText

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QPainter

KEPT = 4096
NARROW = 5
"""Logical pixels that a character takes at least, in most texts."""


class LaidTexts:
    """Cuts texts with an ellipsis and lays them out, for one font at a time."""

    def __init__(self) -> None:
        self._font = QFont()
        self._known: dict[tuple[str, int], QStaticText] = {}

    def of(self, painter: QPainter, text: str, width: int) -> QStaticText:
        """What of one line fits into `width` logical pixels in the painter's font."""
        font = painter.font()
        if font != self._font or len(self._known) >= KEPT:
            self._font, self._known = font, {}
        laid = self._known.get((text, width))
        if laid is None:
            laid = QStaticText(_elided(painter.fontMetrics(), text, width))
            laid.setTextFormat(Qt.TextFormat.PlainText)
            self._known[text, width] = laid
        return laid


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """Measures no more of a long text than may fit, since measuring takes the longest here."""
    beginning = text[: width // NARROW]
    shown = metrics.elidedText(beginning, Qt.TextElideMode.ElideRight, width)
    if shown == beginning != text:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return shown
