"""Takes the labels of a new project from a column of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QListWidget, QWidget

from gui.background import Lane
from gui.widgets.file_choice import choose_file
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from services.datasets.column_values import label_columns

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from services.datasets.column_values import ColumnValues

WIDTH = 460
LIST_HEIGHT = 220


class ColumnLabelsDialog(FormDialog):
    """`taken` carries the chosen column's values; errors of reading show in the parent."""

    taken = Signal(list)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(
            context.theme, self.tr("Labels from a file"), self.tr("Use these labels"), parent=parent
        )
        self._context = context
        self._asker = parent
        self._columns: tuple[ColumnValues, ...] = ()
        self.setMinimumWidth(WIDTH)
        self.column = QComboBox()
        self.column.currentIndexChanged.connect(self._show_values)
        self.values = QListWidget()
        self.values.setFixedHeight(LIST_HEIGHT)
        self.values.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._values_row = FormRow(self.tr("Labels"), self.values)
        self.body.addWidget(FormRow(self.tr("Column"), self.column))
        self.body.addWidget(self._values_row)
        self.finish_building()

    def choose_file(self) -> None:
        """Ask for the file, then show its columns."""
        choose_file(
            self._asker,
            self.tr("Take labels from"),
            self.tr("Tables (*.csv *.tsv *.txt *.xlsx *.json *.jsonl *.parquet);;All files (*)"),
            self.read,
        )

    def read(self, path: Path) -> None:
        """Read the file's columns, then show them."""
        self._context.background.run(
            self.tr("Reading {name}").format(name=path.name),
            lambda context: label_columns(path, context),
            owner=self,
            done=self._show_columns,
            failed=lambda error: self._context.errors.show(error, self._asker),
            lane=Lane.READ,
        )

    @Slot()
    def confirm(self) -> None:
        self.taken.emit(list(self._chosen.values))
        super().confirm()

    @property
    def _chosen(self) -> ColumnValues:
        return self._columns[max(self.column.currentIndex(), 0)]

    def _show_columns(self, columns: tuple[ColumnValues, ...]) -> None:
        self._columns = columns
        for column in columns:
            self.column.addItem(f"{column.name}  ·  {self._count(len(column.values))}")
        self.open()

    @Slot()
    def _show_values(self) -> None:
        self.values.clear()
        self.values.addItems(list(self._chosen.values))

    def _count(self, count: int) -> str:
        return self.tr("1 value") if count == 1 else self.tr("{n} values").format(n=f"{count:,}")
