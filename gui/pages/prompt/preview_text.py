"""The prompt exactly as it is sent, its parts told apart by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.pages.prompt.words import part_colors, part_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent

    from gui.theme import Theme
    from services.domain.prompt import Part, PartKind

BAR = 3
INDENT = 10


class PreviewText(QPlainTextEdit):
    """Each part begins on a line of its own. Lines are painted as they come into sight, so that
    a long prompt is shown as quickly as a short one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kinds: list[PartKind] = []
        self._firsts: set[int] = set()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setProperty("mono", True)
        self.setProperty("flat", True)
        self.setAccessibleName(self.tr("Prompt as it is sent"))
        self.document().setDocumentMargin(INDENT)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        theme.changed.connect(self._repaint)

    @property
    def kinds(self) -> tuple[PartKind, ...]:
        """The part that each line belongs to."""
        return tuple(self._kinds)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show a prompt; the place scrolled to stays."""
        texts: list[str] = []
        kinds: list[PartKind] = []
        firsts: set[int] = set()
        for part in parts:
            text = _in_lines(part.text).removesuffix("\n")
            texts.append(text)
            firsts.add(len(kinds))
            kinds += [part.kind] * (text.count("\n") + 1)
        self._kinds, self._firsts = kinds, firsts
        place = self.verticalScrollBar().value()
        self.setPlainText("\n".join(texts))
        self.verticalScrollBar().setValue(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_grounds()
        super().paintEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == event.Type.ToolTip:
            line = self.cursorForPosition(event.pos()).blockNumber()
            told = part_name(self._kinds[line]) if line < len(self._kinds) else ""
            self.viewport().setToolTip(told)
        return super().viewportEvent(event)

    def _paint_grounds(self) -> None:
        painter = QPainter(self.viewport())
        width, height = self.viewport().width(), self.viewport().height()
        block = self.firstVisibleBlock()
        top = self.contentOffset().y() + self.blockBoundingGeometry(block).top()
        while block.isValid() and top < height and block.blockNumber() < len(self._kinds):
            bottom = top + self.blockBoundingRect(block).height()
            kind = self._kinds[block.blockNumber()]
            colors = part_colors(kind, self._theme.tokens)
            painter.fillRect(QRectF(0, top, width, bottom - top), QColor(colors.ground))
            painter.fillRect(QRectF(0, top, BAR, bottom - top), QColor(colors.bar))
            if block.blockNumber() in self._firsts and block.blockNumber():
                painter.fillRect(QRectF(0, top, width, 1), self._theme.color("surface"))
            top, block = bottom, block.next()
        painter.end()

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()


def _in_lines(text: str) -> str:
    """The text with one kind of line break; Qt breaks lines at all of these."""
    for mark in ("\r\n", "\r", "\u2029", "\ufdd0", "\ufdd1"):
        text = text.replace(mark, "\n")
    return text
