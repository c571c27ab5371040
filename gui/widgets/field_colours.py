"""A colour for each field of a record: the same on its key and on its words in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from gui.theme import Theme

HUES = (0.58, 0.11, 0.40, 0.83, 0.02, 0.50, 0.72, 0.20, 0.93, 0.30)


def field_colour(theme: Theme, position: int) -> QColor:
    """The ground for the field at a position; the theme's text is readable on it."""
    round_, at = divmod(position, len(HUES))
    hue = (HUES[at] + 0.045 * round_) % 1.0
    if theme.tokens.dark:
        return QColor.fromHslF(hue, 0.45, 0.27)
    return QColor.fromHslF(hue, 0.80, 0.86)
