"""The next rows, tried: a few lines each, in the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QStaticText
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.pills import PADDING as PILL_PADDING
from gui.pills import PillKind, paint_pill, pill_colors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

LINE = 20
MARGIN = 8
LONGEST = 400
SMALL = 12
NO_INDEX = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
FOCUS_BAR = 3


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A row as the list shows it: its text, what was said of it, and what the call took."""

    example_id: str
    text: str
    said: str
    verdict: str
    kind: PillKind
    facts: str

    @property
    def spoken(self) -> str:
        """All of it in one line, for a screen reader."""
        return ", ".join(filter(None, (self.verdict, self.said, self.facts, self.text)))


class TrialList(QListView):
    """`opened` carries the id of the example that was chosen with Enter or a click."""

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(theme, self))
        self.setAccessibleName(self.tr("The rows that were tried"))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        theme.changed.connect(self.viewport().update)

    @property
    def rows(self) -> tuple[TrialRow, ...]:
        return self._rows.rows

    def show_rows(self, rows: Sequence[TrialRow]) -> None:
        """Show rows; the one that the keyboard is on stays so."""
        at = self.currentIndex().row()
        self._rows.show_rows(rows)
        self.setCurrentIndex(self._rows.index(max(0, min(at, len(rows) - 1))))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._rows.rows[index.row()].example_id)


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[TrialRow, ...] = ()

    def show_rows(self, rows: Sequence[TrialRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.text[:LONGEST]
        return row if role == ROW_ROLE else None


class _Delegate(QStyledItemDelegate):
    """The verdict and the answer, the text, the facts: a line each."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 3 * LINE + 2 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: TrialRow = index.data(ROW_ROLE)
        painter.save()
        self._paint_ground(painter, option)
        area = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        first = QRect(area.x(), area.y(), area.width(), LINE)
        self._paint_verdict(painter, option, first, row)
        painter.setFont(option.font)
        self._paint_line(painter, first.translated(0, LINE), row.text, "text")
        small = QFont(option.font)
        small.setPixelSize(SMALL)
        painter.setFont(small)
        self._paint_line(painter, first.translated(0, 2 * LINE), row.facts, "mute")
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect, tokens = option.rect, self._theme.tokens
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.x(), rect.y(), FOCUS_BAR, rect.height(), QColor(tokens.accent))

    def _paint_verdict(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, row: TrialRow
    ) -> None:
        painter.setFont(option.font)
        words = QStaticText(row.verdict)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.prepare(font=option.font)
        width = int(words.size().width()) + 2 * PILL_PADDING
        paint_pill(painter, area, words, pill_colors(row.kind, self._theme.tokens))
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        self._paint_line(painter, area.adjusted(width + MARGIN, 0, 0, 0), row.said, "text")

    def _paint_line(self, painter: QPainter, area: QRect, text: str, token: str) -> None:
        line = " ".join(text[:LONGEST].split())
        shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(self._theme.color(token))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(area, flags, shown)
