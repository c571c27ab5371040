"""Writes files aside and tells what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.pages.data import words
from gui.pages.data.result_dialog import Outcome, ResultDialog
from gui.translation import tr
from gui.widgets.busy_dialog import BusyDialog
from gui.widgets.notice_bar import Notice, NoticeKind

if TYPE_CHECKING:
    from pathlib import Path

    from gui.background import Job
    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.datasets.exporting import ExportedFile, ExportReport
    from services.datasets.saving import SaveReport
    from services.domain.example import ExampleFilter
    from services.domain.prompt import Prompt


class ExportFlow(QObject):
    """`asked_for` carries the ids of examples that the user wants to see."""

    asked_for = Signal(frozenset)

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._datasets = context.project.datasets

    @Slot(object, object, str)
    def start(self, folder: Path, prompt: Prompt, layout: str) -> None:
        """Export the tuning files into a folder, which is made if need be."""
        self._wait_for(
            self._context.background.run(
                self.tr("Exporting to {name}").format(name=folder.name),
                lambda context: self._datasets.export(folder, prompt, layout, context),
                owner=self,
                done=self._tell_export,
                failed=self._show_error,
                cancelled=self._tell_stopped,
            )
        )

    @Slot(object, object)
    def save(self, path: Path, wanted: ExampleFilter) -> None:
        """Save the rows of a filter as a table."""
        self._wait_for(
            self._context.background.run(
                self.tr("Saving {name}").format(name=path.name),
                lambda context: self._datasets.save(path, wanted, context),
                owner=self,
                done=self._tell_save,
                failed=self._show_error,
                cancelled=self._tell_stopped,
            )
        )

    def _wait_for(self, job: Job) -> None:
        BusyDialog(self._context.theme, job, self._page).open()

    def _tell_export(self, report: ExportReport) -> None:
        files = [report.training] + ([report.validation] if report.validation else [])
        said = [_file_words(file) for file in files]
        said.append(
            self.tr("Prompt: {name}, version {n}. The manifest is {manifest}.").format(
                name=report.prompt.name, n=report.prompt.version, manifest=report.manifest.name
            )
        )
        broken = tuple(row for file in files for row in file.broken)
        self._show(
            Outcome(
                self.tr("The tuning files are written"),
                (*said, str(report.manifest.parent)),
                report.warnings,
                broken,
                report.manifest.parent,
            )
        )

    def _tell_save(self, report: SaveReport) -> None:
        title = self.tr("{rows} saved in {name}.").format(
            rows=words.rows(report.rows), name=report.path.name
        )
        if not report.left_out:
            self._page.notify(Notice(NoticeKind.SUCCESS, title, str(report.path.parent)))
            return
        said = self.tr("{rows} were left out, since this kind of file cannot hold them.")
        count = words.rows(len(report.left_out))
        folder = report.path.parent
        self._show(Outcome(title, (), (said.format(rows=count),), report.left_out, folder))

    def _show(self, outcome: Outcome) -> None:
        dialog = ResultDialog(self._context.theme, outcome, self._page)
        dialog.opened.connect(self.asked_for)
        dialog.open()

    def _tell_stopped(self) -> None:
        title, text = self.tr("It was stopped."), self.tr("No file was written or changed.")
        self._page.notify(Notice(NoticeKind.INFO, title, text))

    def _show_error(self, error: BaseException) -> None:
        self._context.errors.show(error, self._page)


def _file_words(file: ExportedFile) -> str:
    parts = [f"{file.path.name}: {words.rows(file.rows)}"]
    if file.unlabelled:
        text = tr("{rows} without a gold answer stayed out")
        parts.append(text.format(rows=words.rows(file.unlabelled)))
    if file.broken:
        text = tr("{rows} broke a rule and stayed out")
        parts.append(text.format(rows=words.rows(len(file.broken))))
    return "; ".join(parts) + "."
