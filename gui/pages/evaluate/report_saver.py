"""Writes the report of an evaluation, and offers to open it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from gui.background import Lane
from gui.widgets.file_choice import choose_target
from gui.widgets.notice_bar import Notice, NoticeKind

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.pages.evaluate.loading import RunRow
    from gui.widgets.page import PageWidget
    from services.domain.prediction import Run
    from services.evaluation.records import AbsentRule
    from services.reporting.use_cases import SavedReport


class ReportSaver(QObject):
    """Asks for a file; the work goes on in the background and can be cancelled there."""

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._background = context.background
        self._workspace = context.project
        self._page = page

    def ask(self, row: RunRow | None, absent: AbsentRule) -> None:
        """Ask where to write the report on a run and all others over the same rows."""
        if row is None:
            return
        choose_target(
            self._page,
            self.tr("Save report"),
            self.tr("Web page (*.html)"),
            Path(self._workspace.path).with_name("report.html"),
            lambda path: self.save(row.compared.run, absent, path),
        )

    def save(self, run: Run, absent: AbsentRule, path: Path) -> None:
        """Write it, and say where it is."""
        self._background.run(
            self.tr("Writing the report {name}").format(name=path.name),
            lambda context: self._workspace.reports.save(run, path, absent=absent, context=context),
            owner=self,
            done=self._tell,
            lane=Lane.READ,
        )

    def _tell(self, saved: SavedReport) -> None:
        words = self.tr(
            "As JSON and CSV it is in the folder {folder} beside it. Both hold texts of the rows."
        )
        self._page.notify(
            Notice(
                NoticeKind.SUCCESS,
                self.tr("Saved {name}.").format(name=saved.page.name),
                words.format(folder=saved.folder.name),
                action=self.tr("Open"),
                run=lambda: _open(saved.page),
            )
        )


def _open(page: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(page)))
