"""Two texts compared: beside each other, or in one column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QWidget

from services.prompts.comparison import unified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.prompts.comparison import LinePair

GONE, CAME, SAME = "− ", "+ ", "  "


class DiffView(QWidget):
    """Marks lines by sign and by colour; both columns scroll as one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pairs: Sequence[LinePair] = ()
        self._beside = True
        self.old = _Column(theme, self.tr("The older text"))
        self.new = _Column(theme, self.tr("The newer text"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for column in (self.old, self.new):
            row.addWidget(column, 1)
        for one, other in ((self.old, self.new), (self.new, self.old)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)
        theme.changed.connect(self._show)

    def show_pairs(self, pairs: Sequence[LinePair], *, beside: bool) -> None:
        """Show what was compared; `beside` in two columns, else in one."""
        self._pairs, self._beside = pairs, beside
        self._show()

    @Slot()
    def _show(self) -> None:
        self.old.setVisible(self._beside)
        if not self._beside:
            self.new.show_lines([_one_line(pair) for pair in unified(self._pairs)])
            return
        self.old.show_lines([_marked(pair.old, GONE, same=pair.same) for pair in self._pairs])
        self.new.show_lines([_marked(pair.new, CAME, same=pair.same) for pair in self._pairs])


class _Column(QPlainTextEdit):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("mono", True)
        self.setAccessibleName(name)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show lines that begin with a mark."""
        self.setPlainText("\n".join(lines))
        grounds = {GONE: self._theme.color("bad_soft"), CAME: self._theme.color("ok_soft")}
        marks: list[QTextEdit.ExtraSelection] = []
        for number, line in enumerate(lines):
            ground = grounds.get(line[: len(SAME)])
            if ground is None:
                continue
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document().findBlockByNumber(number))  # pyright: ignore[reportAttributeAccessIssue]
            mark.format.setBackground(ground)  # pyright: ignore[reportAttributeAccessIssue]
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # pyright: ignore[reportAttributeAccessIssue]
            marks.append(mark)
        self.setExtraSelections(marks)


def _marked(line: str | None, mark: str, *, same: bool) -> str:
    if line is None:
        return ""
    return (SAME if same else mark) + line


def _one_line(pair: LinePair) -> str:
    if pair.same:
        return SAME + (pair.new or "")
    return GONE + pair.old if pair.old is not None else CAME + (pair.new or "")
