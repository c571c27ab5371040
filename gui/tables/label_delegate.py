"""Paints the cells of a table: elided text, pills, the selected and the current row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from gui.pills import PADDING as PILL_PADDING
from gui.pills import paint_pill, pill_colors
from gui.tables.laid_texts import LaidTexts

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from gui.palette import Tokens
    from gui.tables.lazy_table import Cell
    from gui.theme import Theme

ROW_HEIGHT = 34
PADDING = 10
FOCUS_BAR = 3
LONGEST = 400


class LabelDelegate(QStyledItemDelegate):
    """One for the whole table, whose model gives the cells by row and column; the style sheet says
    nothing of cells."""

    def __init__(
        self, theme: Theme, cell_at: Callable[[int, int], Cell], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cell_at = cell_at
        self._texts = LaidTexts()

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
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        self._paint_ground(painter, option, index, tokens, selected=selected)
        cell = self._cell_at(index.row(), index.column())
        self._paint_content(painter, option, cell, tokens, selected=selected)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        tokens: Tokens,
        *,
        selected: bool,
    ) -> None:
        rect = option.rect
        if selected:
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
        cell: Cell,
        tokens: Tokens,
        *,
        selected: bool,
    ) -> None:
        text = " ".join(cell.text[:LONGEST].split())
        if not text:
            return
        area = option.rect.adjusted(PADDING, 0, -PADDING, -1)
        if cell.pill is not None:
            ground, ink = pill_colors(cell.pill, tokens)
            if selected:
                ground = QColor(tokens.surface)
            pill = area.adjusted(-2, 0, 4, 0)
            words = self._texts.of(painter, text, pill.width() - 2 * PILL_PADDING)
            paint_pill(painter, pill, words, (ground, ink))
            return
        words = self._texts.of(painter, text, area.width())
        size = words.size()
        left = area.width() - size.width() if cell.right else 0
        top = (area.height() - size.height()) / 2
        painter.setPen(QColor(tokens.mute if cell.mute else tokens.text))
        painter.drawStaticText(QPointF(area.x() + left, area.y() + top), words)


def _is_current_row(widget: QWidget, index: QModelIndex | QPersistentModelIndex) -> bool:
    return (
        isinstance(widget, QTableView)
        and widget.hasFocus()
        and widget.currentIndex().row() == index.row()
    )
