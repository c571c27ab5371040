"""A text in which words are marked for fields, and in which those of fields stay coloured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip

from gui.widgets.reading_text import ReadingText
from gui.widgets.text_offsets import TextOffsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QKeyEvent


WAYS = {
    Qt.Key.Key_Right: QTextCursor.MoveOperation.NextWord,
    Qt.Key.Key_Left: QTextCursor.MoveOperation.PreviousWord,
}


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words of a text; `start` and `end` count its code points."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ColouredWords:
    """A piece of the text (in code points), its ground, and what it was taken for."""

    start: int
    end: int
    colour: QColor
    name: str


class MarkedText(ReadingText):
    """Marks and colours by code points of the text, whatever Qt counts by."""

    _text = ""
    _offsets = TextOffsets("")
    _coloured: tuple[ColouredWords, ...] = ()

    def show_text(self, text: str) -> None:
        self._text, self._offsets = text, TextOffsets(text)
        super().show_text(text)
        self.show_coloured(())

    @property
    def marked(self) -> MarkedWords | None:
        """The words that are marked, without space around them; None where there are none."""
        cursor = self.textCursor()
        start = self._offsets.start(cursor.selectionStart())
        end = self._offsets.end(cursor.selectionEnd())
        words = self._text[start:end]
        start += len(words) - len(words.lstrip())
        words = words.strip()
        return MarkedWords(words, start, start + len(words)) if words else None

    def unmark(self) -> None:
        """Let go of the marked words; the place stays."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def show_coloured(self, coloured: Sequence[ColouredWords]) -> None:
        """Colour these words, and no others."""
        self._coloured = tuple(coloured)
        self.setExtraSelections([self._selection(each) for each in coloured])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with Left and Right goes by words, since with Ctrl they are the page's."""
        way = WAYS.get(Qt.Key(event.key()))
        if way is None or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        mode = QTextCursor.MoveMode
        marking = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.moveCursor(way, mode.KeepAnchor if marking else mode.MoveAnchor)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._offsets.start(self.cursorForPosition(event.pos()).position())
            names = [each.name for each in self._coloured if each.start <= at < each.end]
            QToolTip.showText(event.globalPos(), ", ".join(names), self)
            return True
        return super().viewportEvent(event)

    def _selection(self, each: ColouredWords) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._offsets.unit(each.start))
        cursor.setPosition(self._offsets.unit(each.end), QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
        form = QTextCharFormat()
        form.setBackground(each.colour)
        made.format = form  # pyright: ignore[reportAttributeAccessIssue]
        return made
