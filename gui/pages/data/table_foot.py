"""Below the table: what it shows, and what can be done to many rows, to labels, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.pages.data.change_dialog import Deed
from gui.pages.data.change_flow import ChangeFlow
from gui.widgets.buttons import button
from gui.widgets.history_buttons import HistoryButtons
from gui.widgets.keys import KeyHelp
from gui.widgets.label_editor.dialog import LabelsDialog
from gui.widgets.labels import label

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget


class TableFoot(QWidget):
    """`change_asked` carries the `Deed` that the user wants to do to many rows."""

    change_asked = Signal(object)

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        theme = context.theme
        self.showing = label("", "small")
        self.clear_button = button(theme, self.tr("Clear search and filters"), "x", "ghost")
        self.labels_button = button(theme, self.tr("Labels…"), "tags", "ghost")
        self.change_button = button(theme, self.tr("Change rows…"), "square-check", "ghost")
        self.change_button.setToolTip(
            self.tr("Label, flag, split or delete all selected or all shown rows (Ctrl+L)")
        )
        self.travelling = HistoryButtons(context)
        self.changes = ChangeFlow(context, page, self.travelling)
        self._lay_out()
        self._connect()

    def keys(self) -> tuple[KeyHelp, ...]:
        """The keys of what stands here, for F1."""
        return (
            KeyHelp("Ctrl+A", self.tr("Select all rows of the table")),
            KeyHelp("Ctrl+L", self.tr("Label, flag, split or delete many rows")),
            KeyHelp(self.tr("Del"), self.tr("Delete the selected rows")),
            KeyHelp("Ctrl+Z, Ctrl+Shift+Z", self.tr("Undo or do again")),
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 2)
        row.addWidget(self.showing)
        row.addStretch()
        for part in (self.clear_button, self.labels_button, self.change_button, self.travelling):
            row.addWidget(part)
        # Only now: a button without a parent would be shown as a window.
        self.labels_button.setVisible(self._context.project.task.kind.has_labels)

    def _connect(self) -> None:
        self.labels_button.clicked.connect(self._edit_labels)
        self.change_button.clicked.connect(lambda: self.change_asked.emit(Deed.LABEL))
        for key, call in (
            ("Ctrl+L", self.change_button.click),
            ("Del", lambda: self.change_asked.emit(Deed.DELETE)),
            ("Ctrl+Z", self.travelling.undo),
            ("Ctrl+Shift+Z", self.travelling.redo),
            ("Ctrl+Y", self.travelling.redo),
        ):
            shortcut = QShortcut(QKeySequence(key), self._page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    @Slot()
    def _edit_labels(self) -> None:
        LabelsDialog(self._context, self._page).open()
