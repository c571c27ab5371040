"""The prompt exactly as it is sent, its parts told apart by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.pages.prompt.role_gutter import RoleGutter
from gui.pages.prompt.words import part_colors, part_name, role_name
from services.domain.prompt import PartKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QTextBlock

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
        self.gutter = RoleGutter(theme, self._turns_in_sight, self)
        self.updateRequest.connect(lambda *_: self.gutter.update())
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
        self._show_gutter()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_gutter()

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

    def _turns_in_sight(self) -> Iterator[tuple[Role, float, float]]:
        """Each turn that begins in sight: who speaks, and the top and height of its first line."""
        for block, top, height in self._blocks_in_sight():
            role = self._firsts.get(block.blockNumber())
            if role is not None:
                yield role, top, height

    def _blocks_in_sight(self) -> Iterator[tuple[QTextBlock, float, float]]:
        block = self.firstVisibleBlock()
        top = self.contentOffset().y() + self.blockBoundingGeometry(block).top()
        while block.isValid() and top < self.viewport().height():
            height = self.blockBoundingRect(block).height()
            yield block, top, height
            top, block = top + height, block.next()

    def _show_gutter(self) -> None:
        wide = self.gutter.sizeHint().width() if self.roles else 0
        self.gutter.setVisible(wide > 0)
        self.setViewportMargins(wide, 0, 0, 0)
        frame = self.contentsRect()
        self.gutter.setGeometry(frame.left(), frame.top(), wide, frame.height())
        self.gutter.update()

    def _paint_grounds(self) -> None:
        painter = QPainter(self.viewport())
        width = self.viewport().width()
        for block, top, height in self._blocks_in_sight():
            number = block.blockNumber()
            if number >= len(self._kinds):
                break
            bar, ground = self._colors[self._kinds[number]]
            painter.fillRect(QRectF(0, top, width, height), ground)
            painter.fillRect(QRectF(0, top, BAR, height), bar)
            if number and number in self._firsts:
                painter.fillRect(QRectF(0, top, width, 1), self._gap)
        painter.end()

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
