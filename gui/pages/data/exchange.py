"""What the buttons of the Data page do: import, split, save rows, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from gui.pages.data.authors import Authors
from gui.pages.data.checks_flow import ChecksFlow
from gui.pages.data.export_dialog import ExportDialog
from gui.pages.data.export_flow import ExportFlow
from gui.pages.data.import_flow import ImportFlow
from gui.pages.data.save_dialog import Offer, SaveDialog
from gui.pages.data.split_dialog import SplitDialog, plan_words
from gui.widgets.buttons import ICON_WITH_GAP, button, icon_button
from gui.widgets.notice_bar import Notice, NoticeKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton

    from gui.page_context import PageContext
    from gui.pages.data.finding import Counts
    from gui.widgets.page import PageWidget
    from services.datasets.splitting import SplitCounts
    from services.domain.example import ExampleFilter
    from services.domain.split_rule import SplitRule


class Exchange(QObject):
    """Makes the buttons and opens what they open."""

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._found: Offer | None = None
        self.imports = ImportFlow(context, page)
        self.exports = ExportFlow(context, page)
        self.authors = Authors(context, page, self.imports.index)
        self.authors.asked_for.connect(self.exports.asked_for)
        self.checks = ChecksFlow(context, page)
        theme = context.theme
        self.import_button = button(theme, self.tr("Import…"), "upload")
        self.split_button = button(theme, self.tr("Split…"), "split")
        self.save_button = button(theme, self.tr("Save rows…"), "save")
        self.export_button = button(theme, self.tr("Export JSONL…"), "download", "primary")
        self.export_button.setAccessibleName(self.tr("Export Gemini JSONL"))
        self.export_button.setToolTip(self.tr("Export labelled rows as Gemini JSONL, for tuning"))
        folder = self.tr("Import a folder of files (Ctrl+Shift+I)")
        self.folder_button = icon_button(theme, "folder-open", folder)
        for made, key, call in (
            (self.import_button, "Ctrl+I", self.ask_for_import),
            (self.folder_button, "Ctrl+Shift+I", self.imports.ask_for_folder),
            (self.split_button, "", self._split),
            (self.checks.button, "Ctrl+K", self.checks.open),
            (self.save_button, "Ctrl+S", self._save),
            (self.export_button, "Ctrl+E", self._export),
        ):
            made.clicked.connect(call)
            if key:
                shortcut = QShortcut(QKeySequence(key), page)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(made.click)

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        return (
            self.import_button,
            self.folder_button,
            self.split_button,
            self.save_button,
            self.authors.button,
            self.export_button,
        )

    def show_found(self, wanted: ExampleFilter, shown: int, project: Counts) -> None:
        """What is in the table is what can be saved."""
        self._found = Offer(wanted, shown, project)
        whole = (self.split_button, self.checks.button, self.save_button, self.export_button)
        for made in whole:
            made.setEnabled(bool(project.total))
        self.authors.show_found(project)

    def show_icons(self, shown: bool) -> None:
        """Where there is little room, words alone must do."""
        size = ICON_WITH_GAP if shown else QSize(0, 0)
        for made in (self.import_button, self.split_button, self.save_button):
            made.setIconSize(size)
        self.checks.show_words(shown=shown)

    @Slot()
    def ask_for_import(self) -> None:
        self.imports.ask()

    @Slot()
    def _split(self) -> None:
        dialog = SplitDialog(self._context, self._page)
        dialog.chosen.connect(self._start_split)
        dialog.open()

    @Slot(object)
    def _start_split(self, rule: SplitRule) -> None:
        datasets = self._context.project.datasets
        self._context.background.run(
            self.tr("Splitting the examples"),
            lambda context: datasets.split_by(rule, context),
            owner=self,
            done=self._tell_split,
            failed=lambda error: self._context.errors.show(error, self._page),
        )

    def _tell_split(self, counts: SplitCounts) -> None:
        title = self.tr("The examples are split.")
        self._page.notify(Notice(NoticeKind.SUCCESS, title, plan_words(counts)))

    @Slot()
    def _save(self) -> None:
        if self._found is not None:
            dialog = SaveDialog(self._context, self._found, self._page)
            dialog.chosen.connect(self.exports.save)
            dialog.open()

    @Slot()
    def _export(self) -> None:
        dialog = ExportDialog(self._context, self._page)
        dialog.chosen.connect(self.exports.start)
        dialog.open()
