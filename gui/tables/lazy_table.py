"""A table of a million rows: it holds ids, and fetches the rows that come into view."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from gui.pills import PillKind
    from gui.tables.columns import Column

    Index = QModelIndex | QPersistentModelIndex

BLOCK = 128
BLOCKS_KEPT = 64
NO_INDEX = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Cell(NamedTuple):
    """What is painted."""

    text: str
    pill: PillKind | None
    mute: bool
    right: bool


class LazyTableModel(QAbstractTableModel):
    """`fetch` gives the rows of ids, in their order; None where a row is gone."""

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Callable[[Sequence[Any]], Sequence[Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._fetch = fetch
        self._ids: Sequence[Any] = ()
        self._blocks: OrderedDict[int, Sequence[Any]] = OrderedDict()

    @property
    def ids(self) -> Sequence[Any]:
        return self._ids

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    def set_ids(self, ids: Sequence[Any]) -> None:
        """Show other rows; nothing is fetched before it comes into view."""
        self.beginResetModel()
        self._ids = ids
        self._blocks.clear()
        self.endResetModel()

    def add_ids(self, ids: Sequence[Any]) -> None:
        """Show more rows behind those that are shown, which stay as they are: `ids` are all."""
        shown = len(self._ids)
        self.beginInsertRows(NO_INDEX, shown, len(ids) - 1)
        self._ids = ids
        self._blocks.pop(shown // BLOCK, None)
        self.endInsertRows()

    def refresh(self, ids: Collection[Any] | None = None) -> None:
        """Fetch again what is in view: the rows of these ids, or all."""
        stale = [
            number
            for number in self._blocks
            if ids is None or not set(self._ids_of(number)).isdisjoint(ids)
        ]
        for number in stale:
            del self._blocks[number]
            last = min((number + 1) * BLOCK, len(self._ids)) - 1
            right = len(self._columns) - 1
            self.dataChanged.emit(self.index(number * BLOCK, 0), self.index(last, right))

    def row(self, number: int) -> Any:
        """The row at a place, fetched if need be; None when it is gone."""
        block, place = divmod(number, BLOCK)
        if block not in self._blocks:
            self._blocks[block] = self._fetch(self._ids_of(block))
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(block)
        return self._blocks[block][place]

    def cell(self, number: int, column_number: int) -> Cell:
        """All that a cell is painted by; asked for directly, since each role of Qt's own way
        crosses from C++ to Python and back."""
        row, column = self.row(number), self._columns[column_number]
        if row is None:
            return Cell("", None, column.mute, column.right)
        pill = None if column.pill is None else column.pill(row)
        return Cell(column.value(row), pill, column.mute, column.right)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self._columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def _ids_of(self, block: int) -> Sequence[Any]:
        return self._ids[block * BLOCK : (block + 1) * BLOCK]

    def _text(self, index: Index) -> str:
        row = self.row(index.row())
        return "" if row is None else self._columns[index.column()].value(row)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    return _RIGHT if column.right else _LEFT
