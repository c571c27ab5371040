"""Starts runs: asks what to run, says what it takes, and runs it off the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gui.background import Lane
from gui.latest import Latest
from gui.pages.evaluate.run_choice import RunChoice, RunOptions, estimate, run_options, start
from gui.pages.evaluate.run_dialog import RunDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.navigation import NewRun
    from gui.page_context import PageContext
    from services.domain.prediction import Run
    from services.domain.snapshot import Snapshot
    from services.jobs import JobContext


class RunStarter(QObject):
    """`began` just before a new run is sent off, `ended` when one is over, however it ended."""

    began = Signal()
    ended = Signal()

    def __init__(self, context: PageContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._workspace = context.project
        self._page = page
        self._estimate = Latest(context.background, self, self.tr("Estimating a run"))
        self.dialog: RunDialog | None = None

    def ask(self, shown: Snapshot | None, looks: int, wanted: NewRun | None = None) -> None:
        """Open the dialog; `shown` are the rows on the page, `looks` those at test so far.

        `wanted` says with which prompt and model it opens.
        """
        if self.dialog is not None:
            return
        self._context.background.run(
            self.tr("Looking for models and prompts"),
            lambda _: run_options(self._workspace, shown, looks),
            owner=self,
            done=lambda options: self._open(options, wanted),
            lane=Lane.READ,
            quiet=True,
        )

    def resume(self, run: Run) -> None:
        """Run what is missing or failed."""
        self._run(run.name, lambda context: self._workspace.prediction.resume(run, context))

    def _open(self, options: RunOptions, wanted: NewRun | None) -> None:
        dialog = self.dialog = RunDialog(self._context.theme, options, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if wanted is not None:
            dialog.choose(wanted)
        dialog.changed.connect(self._ask_estimate)
        dialog.started.connect(self._start)
        dialog.finished.connect(self._forget)
        dialog.open()
        self._ask_estimate(dialog.choice)

    @Slot(object)
    def _ask_estimate(self, choice: RunChoice) -> None:
        self._estimate.ask(
            lambda _: estimate(self._workspace, choice),
            lambda found: self.dialog and self.dialog.show_estimate(choice, found),
        )

    @Slot()
    def _forget(self) -> None:
        self._estimate.drop()
        self.dialog = None

    @Slot(object)
    def _start(self, choice: RunChoice) -> None:
        self.began.emit()
        title = f"{choice.model.name} · {choice.prompt.name}"
        self._run(title, lambda context: start(self._workspace, choice, context))

    def _run(self, title: str, work: Callable[[JobContext], object]) -> None:
        job = self._context.background.run(
            self.tr("Running {name}").format(name=title), work, owner=self, lane=Lane.NETWORK
        )
        job.finished.connect(self.ended)
