"""The text of the row at hand: it can be read, marked and scrolled."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtGui import QKeyEvent


class ReadingText(QPlainTextEdit):
    """Words can be marked by mouse and keys; input methods are off, so that keys arrive bare.

    Keys in `passed_on` are left to the page when they come without a modifier.
    """

    def __init__(self, passed_on: Collection[Qt.Key] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passed_on = passed_on
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("reading", True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def show_text(self, text: str) -> None:
        """Show a text, from the right where its script is written so."""
        option, side = self.document().defaultTextOption(), Qt.AlignmentFlag
        from_right = side.AlignRight | side.AlignAbsolute
        option.setAlignment(from_right if _right_to_left(text) else side.AlignLeft)
        self.document().setDefaultTextOption(option)
        self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if bare and event.key() in self._passed_on:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _right_to_left(text: str) -> bool:
    """By the first letter with a direction, as in the Unicode bidirectional algorithm (P2, P3)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"
