"""The prompt exactly as it is sent, its parts told apart by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.pages.prompt.words import part_colors, part_name, role_name
from services.domain.prompt import PartKind, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent

    from gui.theme import Theme
    from services.domain.prompt import Part

BAR = 3
INDENT = 10


class PreviewText(QPlainTextEdit):
    """Each part begins on a line of its own. Lines are painted as they come into sight, so that
    a long prompt is shown as quickly as a short one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[str] = []
        self._kinds: list[PartKind] = []
        self._firsts: dict[int, Role | None] = {}
        self._colors: dict[PartKind, tuple[QColor, QColor]] = {}
        self._gap = QColor()
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
        theme.changed.connect(self._take_colors)
        self._take_colors()

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who speaks, turn by turn; nobody where all is one turn."""
        return tuple(role for role in self._firsts.values() if role is not None)

    @property
    def kinds(self) -> tuple[PartKind, ...]:
        """The part that each line belongs to."""
        return tuple(self._kinds)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show a prompt; the place scrolled to stays."""
        lines: list[str] = []
        kinds: list[PartKind] = []
        firsts: dict[int, Role | None] = {}
        for part in parts:
            firsts[len(kinds)] = part.role
            added = _in_lines(part.text).removesuffix("\n").split("\n")
            lines += added
            kinds += [part.kind] * len(added)
        self._kinds, self._firsts = kinds, firsts
        place = self.verticalScrollBar().value()
        self._show_lines(lines)
        self.verticalScrollBar().setValue(place)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_grounds()
        super().paintEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == event.Type.ToolTip:
            line = self.cursorForPosition(event.pos()).blockNumber()
            told = self._told_of(line) if line < len(self._kinds) else ""
            self.viewport().setToolTip(told)
        return super().viewportEvent(event)

    def _told_of(self, line: int) -> str:
        """What a line belongs to, and who speaks it."""
        role = next((who for first, who in reversed(self._firsts.items()) if first <= line), None)
        name = part_name(self._kinds[line])
        return name if role is None else f"{name} · {role_name(role)}"

    def _show_lines(self, lines: list[str]) -> None:
        """Write only the lines that differ: most keys change one of many hundreds."""
        old, self._lines = self._lines, lines
        if old == lines:
            return
        first = _alike(old, lines)
        last = _alike(old[first:][::-1], lines[first:][::-1])
        if first + last == min(len(old), len(lines)):
            # Lines only came or went: one beside them is written over, and with it their breaks.
            first, last = (first, last - 1) if last else (max(0, first - 1), 0)
        if not first and not last:
            self.setPlainText("\n".join(lines))
            return
        cursor = QTextCursor(self.document().findBlockByNumber(first))
        end = self.document().findBlockByNumber(len(old) - last - 1)
        cursor.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(lines[first : len(lines) - last]))

    def _paint_grounds(self) -> None:
        painter = QPainter(self.viewport())
        width, height = self.viewport().width(), self.viewport().height()
        block = self.firstVisibleBlock()
        top = self.contentOffset().y() + self.blockBoundingGeometry(block).top()
        while block.isValid() and top < height and block.blockNumber() < len(self._kinds):
            number = block.blockNumber()
            bottom = top + self.blockBoundingRect(block).height()
            bar, ground = self._colors[self._kinds[number]]
            painter.fillRect(QRectF(0, top, width, bottom - top), ground)
            painter.fillRect(QRectF(0, top, BAR, bottom - top), bar)
            if number and number in self._firsts:
                painter.fillRect(QRectF(0, top, width, 1), self._gap)
            role = self._firsts.get(number)
            if role is not None:
                self._paint_role(painter, role, QRectF(0, top, width - INDENT, bottom - top))
            top, block = bottom, block.next()
        painter.end()

    def _paint_role(self, painter: QPainter, role: Role, place: QRectF) -> None:
        """Whose turn begins here, at the right: it is no part of the text."""
        painter.setPen(self._theme.color("mute"))
        painter.setFont(self.font())
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        painter.drawText(place, where, role_name(role))

    @Slot()
    def _take_colors(self) -> None:
        tokens = self._theme.tokens
        parts = {kind: part_colors(kind, tokens) for kind in PartKind}
        self._colors = {
            kind: (QColor(colors.bar), QColor(colors.ground)) for kind, colors in parts.items()
        }
        self._gap = self._theme.color("surface")
        self.viewport().update()


def _in_lines(text: str) -> str:
    """The text with one kind of line break; Qt breaks lines at all of these."""
    for mark in ("\r\n", "\r", "\u2029", "\ufdd0", "\ufdd1"):
        text = text.replace(mark, "\n")
    return text


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many elements at the beginning are the same."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))
