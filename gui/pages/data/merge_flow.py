"""Merging another file, from the question for it to what it brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.background import Lane
from gui.navigation import Page
from gui.pages.data import words
from gui.pages.data.merge_dialog import MergeDialog
from gui.pages.data.merge_words import answers_words
from gui.widgets.busy_dialog import BusyDialog
from gui.widgets.file_choice import choose_file
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.example import ExampleFilter, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.domain.merging import MergeReport
    from services.jobs import JobContext
    from services.labeling.merging import OtherFile


class MergeFlow(QObject):
    """The other file stays open, as a copy, until it is merged or the dialog is closed."""

    def __init__(self, context: PageContext, page: PageWidget, then: Callable[[], None]) -> None:
        """`then` is called once rows may have come in."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._then = then
        self._merging = context.project.merging

    @Slot()
    def ask(self) -> None:
        """Ask which file."""
        choose_file(
            self._page,
            self.tr("Merge another file of this project"),
            self.tr("Projects (*.tunesmith)"),
            self.read,
            self._context.project.path.parent,
        )

    def read(self, path: Path) -> None:
        """Compare the file with the project, then ask."""

        def compare(context: JobContext) -> tuple[OtherFile, MergeReport]:
            other = self._merging.open(path, context)
            try:
                return other, self._merging.plan(other, context=context)
            except BaseException:
                other.close()
                raise

        job = self._context.background.run(
            self.tr("Comparing {name} with the project").format(name=path.name),
            compare,
            owner=self,
            done=lambda found: self._ask_how(*found),
            failed=self._show_error,
            lane=Lane.READ,
        )
        BusyDialog(self._context.theme, job, self._page).open()

    def _ask_how(self, other: OtherFile, plan: MergeReport) -> None:
        dialog = MergeDialog(self._context, other, plan, self._page)
        dialog.chosen.connect(lambda authors: self._start(other, authors))
        dialog.rejected.connect(other.close)
        dialog.open()

    def _start(self, other: OtherFile, authors: Mapping[str, str]) -> None:
        def merge(context: JobContext) -> MergeReport:
            with other:
                return self._merging.merge(other, authors, context)

        job = self._context.background.run(
            self.tr("Merging {name}").format(name=other.name),
            merge,
            owner=self,
            done=self._tell,
            failed=self._show_error,
            cancelled=lambda: self._tell_stopped(other.name),
        )
        BusyDialog(self._context.theme, job, self._page).open()

    def _tell(self, report: MergeReport) -> None:
        self._then()
        came = [answers_words(report.answers)] if report.answers else []
        if report.new_rows:
            came.append(self.tr("New: {rows}.").format(rows=words.rows(report.new_rows)))
        title = self.tr("{name} is merged.").format(name=report.source)
        if not report.disputed:
            self._page.notify(Notice(NoticeKind.SUCCESS, title, " ".join(came)))
            return
        disputed = self.tr("On {rows} the authors disagree now.")
        came.append(disputed.format(rows=words.rows(report.disputed)))
        self._page.notify(
            Notice(
                NoticeKind.WARNING,
                title,
                " ".join(came),
                action=self.tr("Settle them"),
                run=self._settle,
            )
        )

    def _settle(self) -> None:
        self._context.navigation.go(Page.LABEL, ExampleFilter(state=State.DISPUTED))

    def _tell_stopped(self, name: str) -> None:
        title = self.tr("Merging {name} was stopped.").format(name=name)
        text = self.tr("Nothing of it is in the project.")
        self._page.notify(Notice(NoticeKind.INFO, title, text))

    def _show_error(self, error: BaseException) -> None:
        self._context.errors.show(error, self._page)
