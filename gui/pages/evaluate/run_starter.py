"""Starts runs: asks what to run, says what it takes, and runs it off the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gui.background import Lane
from gui.latest import Latest
from gui.pages.evaluate.continue_dialog import ContinueDialog
from gui.pages.evaluate.run_choice import (
    RunChoice,
    RunOptions,
    carry_on,
    estimate,
    run_options,
    start,
)
from gui.pages.evaluate.run_dialog import RunDialog
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.prediction import RunState
from services.prediction.driving import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.navigation import NewRun
    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.domain.prediction import Run
    from services.domain.snapshot import Snapshot
    from services.jobs import JobContext
    from services.prediction.caps import Cap


class RunStarter(QObject):
    """`began` just before a new run is sent off, `ended` when one is over, however it ended."""

    began = Signal()
    ended = Signal()

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._workspace = context.project
        self._page = page
        self._estimate = Latest(context.background, self, self.tr("Estimating a run"))
        self.dialog: RunDialog | None = None
        self.continue_dialog: ContinueDialog | None = None

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
        """Ask whether to run what is missing."""
        self._ask_on(run, Part.MISSING)

    def retry_failed(self, run: Run) -> None:
        """Ask whether to run the failed ones again."""
        self._ask_on(run, Part.FAILED)

    def _ask_on(self, run: Run, part: Part) -> None:
        if self.continue_dialog is not None:
            return
        dialog = self.continue_dialog = ContinueDialog(self._context.theme, run, part, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.started.connect(self._carry_on)
        dialog.finished.connect(self._forget)
        dialog.open()
        self._estimate.ask(
            lambda context: self._workspace.prediction.estimate_rest(run, part, context),
            lambda found: self.continue_dialog and self.continue_dialog.show_plan(found),
        )

    @Slot(object, object, object)
    def _carry_on(self, run: Run, part: Part, cap: Cap) -> None:
        self._run(run.name, lambda context: carry_on(self._workspace, run, part, cap, context))

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
            lambda context: estimate(self._workspace, choice, context),
            lambda found: self.dialog and self.dialog.show_estimate(choice, found),
        )

    @Slot()
    def _forget(self) -> None:
        self._estimate.drop()
        self.dialog = self.continue_dialog = None

    @Slot(object, object)
    def _start(self, choice: RunChoice, cap: Cap) -> None:
        self.began.emit()
        title = f"{choice.model.name} · {choice.prompt.name}"
        self._run(title, lambda context: start(self._workspace, choice, cap, context))

    def _run(self, title: str, work: Callable[[JobContext], Run]) -> None:
        job = self._context.background.run(
            self.tr("Running {name}").format(name=title),
            work,
            owner=self,
            done=self._tell_end,
            lane=Lane.NETWORK,
        )
        job.finished.connect(self.ended)

    def _tell_end(self, run: Run) -> None:
        """A run that stopped by itself says why."""
        if run.state is RunState.STOPPED and run.error:
            way_out = self.tr("What was answered is kept. “Run the rest” sends what is missing.")
            self._page.notify(Notice(NoticeKind.INFO, run.error, way_out))
