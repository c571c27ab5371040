"""A field for a text with placeholders, the unknown ones marked where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from services.prompts.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.theme import Theme
    from services.prompts.template import Placeholder

FRAME = 18


class TemplateEdit(QPlainTextEdit):
    """`unknown_in` names the placeholders of a text that cannot be filled."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        unknown_in: Callable[[str], tuple[Placeholder, ...]],
        lines: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setProperty("mono", True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + FRAME)
        self._highlighter = _Highlighter(self.document(), theme, unknown_in)
        theme.changed.connect(self.mark_again)

    def sizeHint(self) -> QSize:
        """No higher than it must be: what is left over is shared out by the layout."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    @property
    def text(self) -> str:
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Put another text in; the same one leaves cursor and undo as they are."""
        if text != self.toPlainText():
            self.setPlainText(text)

    def insert_placeholder(self, name: str) -> None:
        """Write a placeholder at the cursor, as one step of undo."""
        self.insertPlainText("{{" + name + "}}")
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def mark_again(self) -> None:
        """Look at all placeholders again, since what is known has changed."""
        self._highlighter.rehighlight()


class _Highlighter(QSyntaxHighlighter):
    """Placeholders never span lines, so that each line is looked at by itself."""

    def __init__(
        self,
        document: QTextDocument,
        theme: Theme,
        unknown_in: Callable[[str], tuple[Placeholder, ...]],
    ) -> None:
        super().__init__(document)
        self._theme = theme
        self._unknown_in = unknown_in

    def highlightBlock(self, text: str) -> None:
        known = QTextCharFormat()
        known.setForeground(self._theme.color("accent_text"))
        known.setFontWeight(QFont.Weight.DemiBold)
        for found in Template(text).placeholders:
            self._mark(text, found, known)
        unknown = QTextCharFormat()
        color = QColor(self._theme.color("bad"))
        unknown.setForeground(color)
        unknown.setUnderlineColor(color)
        unknown.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        for found in self._unknown_in(text):
            self._mark(text, found, unknown)

    def _mark(self, text: str, found: Placeholder, how: QTextCharFormat) -> None:
        """Qt counts in UTF-16 units, of which an emoji takes two."""
        start = _units(text[: found.start])
        self.setFormat(start, _units(text[found.start : found.end]), how)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
