"""A choice whose popup says how many examples each entry would find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.theme import Theme

COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
PADDING = 12
WIDTH = 132
POPUP_WIDTH = 240
MOST_VISIBLE = 16


class CountCombo(QComboBox):
    """The first entry stands for no restriction, its value is None."""

    chosen = Signal()

    def __init__(
        self, theme: Theme, name: str, everything: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._everything = everything
        self.setAccessibleName(name)
        self.setItemDelegate(_CountDelegate(theme, self))
        self.setMaxVisibleItems(MOST_VISIBLE)
        self.setFixedWidth(WIDTH)
        self.view().setMinimumWidth(POPUP_WIDTH)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.set_entries([])
        self.currentIndexChanged.connect(self._tell)

    @property
    def value(self) -> Any:
        return self.currentData()

    def set_entries(self, entries: Sequence[tuple[str, object]]) -> None:
        """Offer these names and values; the chosen value stays chosen if it is among them."""
        value = self.value
        self.blockSignals(True)
        self.clear()
        self.addItem(self._everything, None)
        for name, entry in entries:
            self.addItem(name, entry)
        self.blockSignals(False)
        self.choose(value)

    def choose(self, value: object) -> None:
        """Choose the entry of a value, or the first."""
        self.setCurrentIndex(max(self._place_of(value), 0))

    def show_counts(self, total: int, count_of: Callable[[Any], int]) -> None:
        self.setItemData(0, total, COUNT_ROLE)
        for place in range(1, self.count()):
            self.setItemData(place, count_of(self.itemData(place)), COUNT_ROLE)

    def _place_of(self, value: object) -> int:
        entries = (self.itemData(place) for place in range(self.count()))
        return next((place for place, entry in enumerate(entries) if entry == value), -1)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit()


class _CountDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        count = option.fontMetrics.horizontalAdvance(_count_text(index))
        return QSize(size.width() + count + 2 * PADDING, size.height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        painter.setPen(QColor(self._theme.tokens.mute))
        area = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, side, _count_text(index))


def _count_text(index: QModelIndex | QPersistentModelIndex) -> str:
    count = index.data(COUNT_ROLE)
    return "" if count is None else f"{count:,}"
