"""What came of an export: sentences, and the rows that could not go along, each one to open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout

from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.buttons import button
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QLabel, QWidget

    from gui.theme import Theme
    from services.datasets.records import BrokenRow

WIDTH = 620
TABLE_HEIGHT = 220


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sentences` say what was written, `warnings` what to look at; `broken` rows were left out."""

    title: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    broken: tuple[BrokenRow, ...]
    folder: Path


class ResultDialog(FormDialog):
    """`opened` carries the ids of examples that the user wants to see in the table."""

    opened = Signal(frozenset)

    def __init__(self, theme: Theme, outcome: Outcome, parent: QWidget) -> None:
        super().__init__(theme, outcome.title, self.tr("Close"), parent=parent)
        self._outcome = outcome
        self.setMinimumWidth(WIDTH)
        self.cancel_button.hide()
        said = QVBoxLayout()
        said.setSpacing(6)
        for text in outcome.sentences:
            said.addWidget(_words(text, ""))
        for text in outcome.warnings:
            said.addWidget(_words(text, "warn"))
        self.body.addLayout(said)
        if outcome.broken:
            self._add_broken(outcome.broken)
        self.folder_button = button(theme, self.tr("Open the folder"), "folder-open")
        self.folder_button.clicked.connect(self._open_folder)
        self.footer.insertWidget(0, self.folder_button)
        self.body.addStretch()
        self.finish_building()

    def _add_broken(self, broken: Sequence[BrokenRow]) -> None:
        self.table = LazyTableView(
            LazyTableModel(
                (
                    Column(
                        self.tr("Why the row was left out"),
                        400,
                        lambda row: row.reason,
                        stretch=True,
                    ),
                ),
                lambda places: [broken[place] for place in places],
            ),
            self.theme,
            self.tr("Rows that were left out"),
        )
        self.table.show_ids(range(len(broken)))
        self.table.go_to_row(0)
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.table.activated_id.connect(lambda place: self._show((broken[place],)))
        self.body.addWidget(self.table, 1)
        self.rows_button = button(self.theme, self.tr("Show these rows"), "table")
        self.rows_button.clicked.connect(lambda: self._show(broken))
        self.footer.insertWidget(0, self.rows_button)

    def _show(self, rows: Sequence[BrokenRow]) -> None:
        self.opened.emit(frozenset(row.example_id for row in rows))
        self.accept()

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._outcome.folder)))


def _words(text: str, role: str) -> QLabel:
    made = label(text, role, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
