"""Two texts compared: beside each other, or in one column."""

from __future__ import annotations

import textwrap
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QWidget

from services.prompts.comparison import unified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.theme import Theme
    from services.prompts.comparison import LinePair

GONE, CAME, SAME = "− ", "+ ", "  "
GAP = 8
NARROWEST = 16
WIDE_SHARE = 0.6
"""Of the characters of a line so many fit where some are as wide as Korean ones."""

Row = tuple[str, str]
"""Mark and text; a line that is too long goes on in further rows of the same mark."""


class DiffView(QWidget):
    """Marks lines by sign and by colour; both columns scroll as one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: Sequence[LinePair] = ()
        self._beside = True
        self.old = _Column(theme, self.tr("The older text"))
        self.new = _Column(theme, self.tr("The newer text"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for column in (self.old, self.new):
            row.addWidget(column, 1)
        for one, other in ((self.old, self.new), (self.new, self.old)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        theme.changed.connect(self._show)

    def show_pairs(self, pairs: Sequence[LinePair], *, beside: bool) -> None:
        """Show what was compared; `beside` in two columns, else in one."""
        self._pairs, self._beside = pairs, beside
        self.old.setVisible(beside)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    @Slot()
    def _show(self) -> None:
        room = (self.width() - GAP) // 2 if self._beside else self.width()
        width = self.new.characters_in(room)
        if not self._beside:
            self.new.show_rows(
                [row for pair in unified(self._pairs) for row in _broken(*_one(pair), width)]
            )
            return
        rows = [row for pair in self._pairs for row in _beside(pair, width)]
        self.old.show_rows([old for old, _ in rows])
        self.new.show_rows([new for _, new in rows])


class _Column(QPlainTextEdit):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("mono", True)
        self.setAccessibleName(name)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def characters_in(self, width: int) -> int:
        """How many characters of a line such a column shows, beside the mark."""
        self.ensurePolished()
        frame = 2 * self.frameWidth() + 2 * int(self.document().documentMargin()) + 40
        each = max(1, self.fontMetrics().horizontalAdvance("n"))
        return max(NARROWEST, (width - frame) // each - len(SAME))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows, those that differ on coloured grounds."""
        self.setPlainText("\n".join(mark + text for mark, text in rows))
        grounds = {GONE: self._theme.color("bad_soft"), CAME: self._theme.color("ok_soft")}
        marks: list[QTextEdit.ExtraSelection] = []
        for number, (sign, _) in enumerate(rows):
            if sign in grounds:
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(self.document().findBlockByNumber(number))  # pyright: ignore[reportAttributeAccessIssue]
                mark.format.setBackground(grounds[sign])  # pyright: ignore[reportAttributeAccessIssue]
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # pyright: ignore[reportAttributeAccessIssue]
                marks.append(mark)
        self.setExtraSelections(marks)


def _beside(pair: LinePair, width: int) -> Iterator[tuple[Row, Row]]:
    """The rows of a pair; the side with fewer is filled up, so that both go on at one height."""
    old = [] if pair.old is None else _broken(SAME if pair.same else GONE, pair.old, width)
    new = [] if pair.new is None else _broken(SAME if pair.same else CAME, pair.new, width)
    return zip_longest(old, new, fillvalue=("", ""))


def _one(pair: LinePair) -> Row:
    if pair.same:
        return SAME, pair.new or ""
    return (GONE, pair.old) if pair.old is not None else (CAME, pair.new or "")


def _broken(mark: str, line: str, width: int) -> list[Row]:
    """A line in rows of so many characters, broken between words where it can be."""
    if not line.isascii() and any(unicodedata.east_asian_width(each) in "WF" for each in line):
        width = max(NARROWEST, int(width * WIDE_SHARE))
    rows = textwrap.wrap(line, width, replace_whitespace=False, drop_whitespace=False)
    return [(mark, row) for row in rows or [""]]
