"""The view of a lazy table: whole rows, by keyboard or mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui.tables.label_delegate import ROW_HEIGHT, LabelDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from gui.tables.lazy_table import LazyTableModel
    from gui.theme import Theme


class LazyTableView(QTableView):
    """`current_changed` carries the id of the row that the keyboard is on, or None; `activated_id`
    the id of a row that was opened with Enter or a double click."""

    current_changed = Signal(object)
    activated_id = Signal(object)

    def __init__(
        self, model: LazyTableModel, theme: Theme, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(LabelDelegate(theme, model.cell, self))
        self._set_up_rows()
        self._set_up_columns()
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        self.doubleClicked.connect(self._tell_activated)
        theme.changed.connect(self.viewport().update)

    @property
    def current_id(self) -> Any | None:
        """The id of the row that the keyboard is on."""
        row = self.currentIndex().row()
        return self._model.ids[row] if 0 <= row < len(self._model.ids) else None

    def selected_ids(self) -> list[Any]:
        """The ids of the selected rows, from top to bottom."""
        ids = self._model.ids
        spans = sorted(
            (part.top(), part.bottom()) for part in self.selectionModel().selection().toList()
        )
        rows = dict.fromkeys(row for top, bottom in spans for row in range(top, bottom + 1))
        return [ids[row] for row in rows]

    def show_ids(self, ids: Sequence[Any]) -> None:
        """Show other rows; the current row stays current where it is still among them."""
        current = self.current_id
        self._model.set_ids(ids)
        if current is not None and not self.go_to(current):
            self._tell_current(QModelIndex())

    def show_more(self, ids: Sequence[Any]) -> None:
        """Show all rows where only the first of them were shown: what is in view stays there."""
        shown = len(self._model.ids)
        if ids[:shown] != self._model.ids:
            self.show_ids(ids)
        elif len(ids) > shown:
            self._model.add_ids(ids)

    def go_to(self, id_: Any) -> bool:
        """Make the row of an id the current one; false when it is not shown."""
        try:
            row = self._model.ids.index(id_)
        except ValueError:
            return False
        self.go_to_row(row)
        return True

    def go_to_row(self, row: int) -> None:
        """Make a row the current one and scroll to it."""
        self.setCurrentIndex(self._model.index(row, 0))
        self.scrollTo(self._model.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    def setColumnHidden(self, column: int, hide: bool) -> None:
        """Hide a column, or show it; the others share the room."""
        super().setColumnHidden(column, hide)
        self._stretch_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id is not None:
            self.activated_id.emit(self.current_id)
            return
        super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and last row: there is nothing to do within a row."""
        ends = (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd)
        if action in ends:
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    def _set_up_rows(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setMinimumSectionSize(ROW_HEIGHT)

    def _set_up_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for number, column in enumerate(self._model.columns):
            self.setColumnWidth(number, column.width)

    def _stretch_columns(self) -> None:
        """Qt's own stretching would press a column below the width that it needs."""
        header, columns = self.horizontalHeader(), self._model.columns
        stretching = [number for number, column in enumerate(columns) if column.stretch]
        taken = sum(
            columns[number].width if number in stretching else header.sectionSize(number)
            for number in range(len(columns))
        )
        room = max(0, self.viewport().width() - taken)
        shares = sum(columns[number].stretch for number in stretching)
        for number in stretching:
            column = columns[number]
            self.setColumnWidth(number, column.width + room * column.stretch // shares)

    @Slot(QModelIndex)
    def _tell_current(self, index: QModelIndex) -> None:
        self.current_changed.emit(self.current_id if index.isValid() else None)

    @Slot(QModelIndex)
    def _tell_activated(self, index: QModelIndex) -> None:
        self.activated_id.emit(self._model.ids[index.row()])
