"""Import from the question for a file to what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.background import Lane
from gui.pages.data import words
from gui.pages.data.import_dialog import ImportDialog
from gui.pages.data.import_summary import ImportSummary
from gui.widgets.busy_dialog import BusyDialog
from gui.widgets.file_choice import choose_file, choose_folder
from gui.widgets.notice_bar import Notice, NoticeKind

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.datasets.mapping import Mapping
    from services.datasets.preview import Preview
    from services.datasets.records import ImportReport


class ImportFlow(QObject):
    """One import after another; nothing of a stopped or failed one stays."""

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._datasets = context.project.datasets
        self._folder: Path | None = None

    @Slot()
    def ask(self) -> None:
        """Ask which file."""
        kinds = self.tr(
            "Tables and texts"
            " (*.csv *.tsv *.txt *.md *.xlsx *.json *.jsonl *.ndjson *.parquet *.kiln)"
            ";;All files (*)"
        )
        choose_file(self._page, self.tr("Import"), kinds, self.read, self._folder)

    @Slot()
    def ask_for_folder(self) -> None:
        """Ask which folder, all of whose files are read."""
        choose_folder(self._page, self.tr("Import a folder"), self.read, self._folder)

    def read(self, path: Path) -> None:
        """Read the first rows, then ask how the file is to be read."""
        self._folder = path.parent
        self._context.background.run(
            self.tr("Reading {name}").format(name=path.name),
            lambda _: self._datasets.preview(path),
            owner=self,
            done=lambda preview: self._ask_how(path, preview),
            failed=self._show_error,
            lane=Lane.READ,
        )

    def index(self) -> None:
        """Bring the search up to date, aside."""
        self._context.background.run(
            self.tr("Preparing the search"), self._datasets.index, owner=self, quiet=True
        )

    def _ask_how(self, path: Path, preview: Preview) -> None:
        dialog = ImportDialog(self._context, path, preview, self._page)
        dialog.chosen.connect(self._start)
        dialog.open()

    @Slot(object, object)
    def _start(self, path: Path, mapping: Mapping) -> None:
        job = self._context.background.run(
            self.tr("Importing {name}").format(name=path.name),
            lambda context: self._datasets.import_file(path, mapping, context),
            owner=self,
            done=self._tell,
            failed=self._show_error,
            cancelled=lambda: self._tell_stopped(path),
        )
        BusyDialog(self._context.theme, job, self._page).open()

    def _tell(self, report: ImportReport) -> None:
        self.index()
        odd = report.left_out_count or report.unknown or report.unknown_splits
        if odd or report.conflict_count:
            ImportSummary(self._context, report, self._page).open()
            return
        labelled = self.tr("All without an answer.")
        if report.labelled:
            labelled = self.tr("{rows} with an answer.").format(rows=words.rows(report.labelled))
        self._page.notify(
            Notice(
                NoticeKind.SUCCESS,
                self.tr("{source}: {rows} imported.").format(
                    source=report.source, rows=words.rows(report.imported)
                ),
                labelled,
            )
        )

    def _tell_stopped(self, path: Path) -> None:
        self._page.notify(
            Notice(
                NoticeKind.INFO,
                self.tr("The import of {name} was stopped.").format(name=path.name),
                self.tr("Nothing of it is in the project."),
            )
        )

    def _show_error(self, error: BaseException) -> None:
        self._context.errors.show(error, self._page)
