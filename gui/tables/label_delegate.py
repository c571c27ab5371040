"""Paints the cells of a table: elided text, pills, the selected and the current row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from gui.pills import paint_pill, pill_colors
from gui.tables.lazy_table import CELL_ROLE

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from gui.palette import Tokens
    from gui.tables.lazy_table import Cell
    from gui.theme import Theme

ROW_HEIGHT = 34
PADDING = 10
FOCUS_BAR = 3
LONGEST = 400


class LabelDelegate(QStyledItemDelegate):
    """One for the whole table; the style sheet says nothing of cells."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        text = str(index.data() or "")[:LONGEST]
        return QSize(option.fontMetrics.horizontalAdvance(text) + 2 * PADDING, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        tokens = self._theme.tokens
        painter.save()
        self._paint_ground(painter, option, index, tokens)
        self._paint_content(painter, option, index, tokens)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        tokens: Tokens,
    ) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        if index.column() == 0 and _is_current_row(option.widget, index):
            painter.fillRect(
                rect.x(), rect.y(), FOCUS_BAR, rect.height() - 1, QColor(tokens.accent)
            )

    def _paint_content(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        tokens: Tokens,
    ) -> None:
        cell: Cell = index.data(CELL_ROLE)
        text = " ".join(cell.text[:LONGEST].split())
        if not text:
            return
        painter.setFont(option.font)
        area = option.rect.adjusted(PADDING, 0, -PADDING, -1)
        if cell.pill is not None:
            ground, ink = pill_colors(cell.pill, tokens)
            if option.state & QStyle.StateFlag.State_Selected:
                ground = QColor(tokens.surface)
            paint_pill(painter, area.adjusted(-2, 0, 4, 0), text, (ground, ink))
            return
        painter.setPen(QColor(tokens.mute if cell.mute else tokens.text))
        _paint_text(painter, area, text, cell.alignment)


def _paint_text(painter: QPainter, area: QRect, text: str, alignment: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, shown)


def _is_current_row(widget: QWidget, index: QModelIndex | QPersistentModelIndex) -> bool:
    return (
        isinstance(widget, QTableView)
        and widget.hasFocus()
        and widget.currentIndex().row() == index.row()
    )
