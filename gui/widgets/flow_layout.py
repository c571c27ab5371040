"""A layout that fills lines from left to right, as words fill a paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence


class FlowLayout(QLayout):
    """For buttons of different width; `even` ones stand in columns of the same width."""

    def __init__(
        self, parent: QWidget | None = None, spacing: int = 6, *, even: bool = False
    ) -> None:
        super().__init__(parent)
        self._even = even
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Take all widgets out and delete them."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def show_in_order(self, widgets: Sequence[QWidget]) -> None:
        """Show these, in this order; others that are in the layout are hidden, not deleted."""
        held = {item.widget(): item for item in self._items}
        for widget in held.keys() - set(widgets):
            if widget is not None:
                widget.hide()
        for widget in widgets:
            if widget not in held:
                self.addWidget(widget)
                held[widget] = self._items[-1]
        wanted = set(widgets)
        behind = [item for item in self._items if item.widget() not in wanted]
        self._items = [*(held[widget] for widget in widgets), *behind]
        for widget in widgets:
            widget.show()
        self.invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items in lines, or only count; the height that they take."""
        area = rect.marginsRemoved(self.contentsMargins())
        x, y, line_height = area.x(), area.y(), 0
        items = self._visible_items()
        column = self._column_width(items, area.width()) if self._even else 0
        for item in items:
            size = item.sizeHint().expandedTo(QSize(column, 0))
            if x > area.x() and x + size.width() > area.x() + area.width():
                x, y, line_height = area.x(), y + line_height + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size.boundedTo(_widest(size, area))))
            x += size.width() + self.spacing()
            line_height = max(line_height, size.height())
        margins = self.contentsMargins()
        return y + line_height - rect.y() + margins.bottom()

    def _column_width(self, items: list[QLayoutItem], width: int) -> int:
        """As many columns as the widest item allows, filling the line."""
        widest = max((item.sizeHint().width() for item in items), default=1)
        columns = max(1, (width + self.spacing()) // (widest + self.spacing()))
        return (width + self.spacing()) // columns - self.spacing()

    def _visible_items(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]


def _widest(size: QSize, area: QRect) -> QSize:
    return QSize(area.width(), size.height())
