"""The labels with what holds each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.widgets.label_colors import color_icon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.domain.task import Label
    from services.storage.label_use import LabelUse

NO_INDEX = QModelIndex()
COUNT_WIDTH = 90


class LabelModel(QAbstractTableModel):
    """A row for each label; counts stay empty until they are counted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels: Sequence[Label] = ()
        self._uses: Mapping[str, LabelUse] = {}
        self._names = (
            self.tr("Label"),
            self.tr("Rows"),
            self.tr("Answers"),
            self.tr("Predictions"),
            self.tr("Shots"),
        )

    @property
    def labels(self) -> Sequence[Label]:
        return self._labels

    def show_labels(self, labels: Sequence[Label]) -> None:
        self.beginResetModel()
        self._labels = labels
        self.endResetModel()

    def show_uses(self, uses: Mapping[str, LabelUse]) -> None:
        self._uses = uses
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._labels)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        label = self._labels[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if index.column() == 0:
            return {
                Qt.ItemDataRole.DisplayRole: label.name,
                Qt.ItemDataRole.ToolTipRole: label.description,
                Qt.ItemDataRole.DecorationRole: color_icon(label.color),
            }.get(Qt.ItemDataRole(role))
        use = self._uses.get(label.id)
        if use is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        counts = (use.rows, use.answers, use.predictions, use.shots)
        return f"{counts[index.column() - 1]:,}"


class LabelTableView(QTableView):
    """`current_changed` carries the label that the keyboard is on, or None."""

    current_changed = Signal(object)

    def __init__(self, model: LabelModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Labels"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, model.columnCount()):
            self.setColumnWidth(column, COUNT_WIDTH)
        self.selectionModel().currentRowChanged.connect(self._tell)

    @property
    def current(self) -> Label | None:
        row = self.currentIndex().row()
        return self._model.labels[row] if 0 <= row < len(self._model.labels) else None

    def go_to(self, label_id: str | None) -> None:
        """Make a label the current one; the first one where it is not there."""
        ids = [label.id for label in self._model.labels]
        row = ids.index(label_id) if label_id in ids else 0
        self.setCurrentIndex(self._model.index(row, 0))
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self.current_changed.emit(self.current)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
