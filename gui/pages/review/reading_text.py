"""The text of the row at hand: it can be read, marked and scrolled."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

PASSED_ON = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Backspace)


class ReadingText(QPlainTextEdit):
    """Leaves the page's keys to the page; input methods are off, so that keys arrive bare."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("flat", True)
        self.setProperty("reading", True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def show_text(self, text: str) -> None:
        """Show a text, from the right where its script is written so."""
        option, side = self.document().defaultTextOption(), Qt.AlignmentFlag
        from_right = side.AlignRight | side.AlignAbsolute
        option.setAlignment(from_right if _right_to_left(text) else side.AlignLeft)
        self.document().setDefaultTextOption(option)
        self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if bare and event.key() in PASSED_ON:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _right_to_left(text: str) -> bool:
    """By the first letter with a direction, as in the Unicode bidirectional algorithm (P2, P3)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"
