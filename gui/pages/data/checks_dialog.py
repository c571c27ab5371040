"""Checks of the data: what was found, and a place to drop texts from production."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from gui.background import Lane
from gui.pages.data.check_words import finding_text, in_order_text
from gui.pages.data.finding_lines import FindingLines
from gui.widgets.buttons import button
from gui.widgets.file_choice import choose_file
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import SectionLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from gui.background import Job
    from gui.page_context import PageContext
    from services.datasets.checks import CheckReport
    from services.jobs import Progress

WIDTH = 660
LIST_HEIGHT = 250


class ChecksDialog(FormDialog):
    """`asked_for` carries the ids of rows to show, in their order; `dropped` a file of texts from
    production. What runs goes on when the dialog is closed, and is there when it opens again."""

    asked_for = Signal(object)
    dropped = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(context.theme, self.tr("Checks"), self.tr("Close"), parent=parent)
        self._context = context
        self._checks = context.project.checks
        self._report: CheckReport | None = None
        self._job: Job | None = None
        self.setMinimumWidth(WIDTH)
        self.setAcceptDrops(True)
        self.cancel_button.hide()
        self.lines = FindingLines(context.theme, self.tr("Show rows"))
        self.lines.asked.connect(self._show_rows)
        self._said = label("", "mute", wrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(self.tr("Looking at the rows"))
        self.stop_button = button(context.theme, self.tr("Stop"))
        self.stop_button.clicked.connect(self._stop_or_start)
        self._build()
        known = self._checks.known()
        if known is None:
            self._start()
        else:
            self._show(known)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.dropped.emit(Path(files[0]))

    def _build(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setMinimumHeight(LIST_HEIGHT)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.lines)
        column.addStretch()
        scroll.setWidget(inside)
        running = QHBoxLayout()
        running.setSpacing(10)
        running.addWidget(self._said, 1)
        running.addWidget(self._bar, 1)
        running.addWidget(self.stop_button)
        self.body.addLayout(running)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(SectionLabel(self.tr("Texts from production")))
        self.body.addLayout(self._make_outside())
        self.finish_building()

    def _make_outside(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        text = self.tr(
            "Drop a file here, or choose one, to see how its texts differ from what is labelled. "
            "Nothing of it comes into the project."
        )
        row.addWidget(label(text, "mute", wrap=True), 1)
        self.choose_button = button(self.theme, self.tr("Choose a file…"), "folder-open")
        self.choose_button.clicked.connect(self._choose)
        row.addWidget(self.choose_button)
        return row

    # looking

    def _start(self) -> None:
        self._bar.setRange(0, 0)
        self._say_running(self.tr("Looking at the rows…"), running=True)
        self._job = self._context.background.run(
            self.tr("Checking the data"),
            self._checks.run,
            owner=self,
            done=self._show,
            failed=self._show_failure,
            cancelled=self._show_stopped,
            lane=Lane.READ,
        )
        self._job.progressed.connect(self._show_progress)

    @Slot()
    def _stop_or_start(self) -> None:
        if self._job is None:
            self._start()
        else:
            self._job.cancel()

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        if progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(min(progress.done, progress.total))

    def _show(self, report: CheckReport) -> None:
        self._job, self._report = None, report
        lines = [(finding_text(each), bool(each.ids)) for each in report.findings]
        self.lines.show_lines(lines, in_order_text(report.in_order) if report.in_order else "")
        found = len(report.findings)
        said = self.tr("Nothing to look at: all is in order.")
        if found:
            said = self.tr("1 finding.") if found == 1 else self.tr("{n} findings.").format(n=found)
        self._say_running(said, running=False)
        self.stop_button.hide()

    def _show_stopped(self) -> None:
        self._job = None
        self._say_running(self.tr("Stopped before all was looked at."), running=False)

    def _show_failure(self, error: BaseException) -> None:
        self._show_stopped()
        self._context.errors.show(error, self)

    def _say_running(self, text: str, *, running: bool) -> None:
        self._said.setText(text)
        self._bar.setVisible(running)
        self.stop_button.setText(self.tr("Stop") if running else self.tr("Check again"))

    # leading on

    @Slot(int)
    def _show_rows(self, number: int) -> None:
        if self._report is not None:
            self.asked_for.emit(self._report.findings[number].ids)
            self.accept()

    @Slot()
    def _choose(self) -> None:
        kinds = self.tr("Tables and texts (*.csv *.tsv *.txt *.xlsx *.json *.jsonl);;All files (*)")
        choose_file(self, self.tr("Texts from production"), kinds, self.dropped.emit)
