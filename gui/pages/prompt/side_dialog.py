"""Prompts and models side by side, over rows that are asked now or that stored runs share."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.background import Lane
from gui.pages.prompt.ask_pane import AskPane
from gui.pages.prompt.side_results import SideResults, side_titles
from gui.pages.prompt.stored_runs import StoredRuns
from gui.pages.prompt.words import dollars_text
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.labels import Pill, label
from gui.widgets.notice_bar import NoticeArea
from gui.widgets.segmented import Segmented
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind
from services.evaluation.side_by_side import SideRow, SideRows, View
from services.jobs import JobCancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from gui.background import Job
    from gui.page_context import PageContext
    from gui.pages.prompt.row_bar import RowBar
    from services.domain.example import Example, Value
    from services.domain.prediction import Model, Run
    from services.domain.prompt import Prompt
    from services.jobs import JobContext
    from services.prediction.trials import TryOut

    Pair = tuple[Prompt, Model]

SIZE = (980, 640)
MARGINS = (20, 16, 20, 14)
NOW, STORED = range(2)
SOURCE_WIDTH = 230


class SideDialog(QDialog):
    """`opened` carries the id of an example that the user wants at hand; the dialog closes then."""

    opened = Signal(str)

    def __init__(
        self, context: PageContext, rows: RowBar, prompt: Prompt, model: Model, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(QCoreApplication.translate("SideDialog", "Side by side"))
        self._context = context
        self._workspace = context.project
        self._job: Job | None = None
        theme = context.theme
        self.notices = NoticeArea(theme)
        self.source = Segmented[int](
            self.tr("Where the replies come from"),
            [(self.tr("Ask now"), NOW), (self.tr("Stored runs"), STORED)],
        )
        self.asking = AskPane(context, rows, prompt, model)
        self.stored = self._make_stored()
        self.ask_button = button(theme, self.tr("Ask"), "play", "primary")
        self.stop_button = button(theme, self.tr("Stop"), "ban")
        self.close_button = button(theme, self.tr("Close"))
        self.sandbox = Pill(self.tr("Sandbox: not Gemini"), PillKind.WARN)
        self.results = SideResults(theme, self._said, self._workspace.task.schema)
        self._panes = QStackedWidget()
        self._build()
        self._connect()

    def reject(self) -> None:
        """Close; what is asked is not asked on."""
        self._stop()
        super().reject()

    def _make_stored(self) -> StoredRuns:
        runs = self._workspace.prediction.runs()
        datasets = self._workspace.datasets
        ids = {run.snapshot_id for run in runs}
        return StoredRuns(runs, {each: datasets.snapshot_with_id(each) for each in ids})

    @Slot()
    def _ask(self) -> None:
        if self._job is not None:
            return
        self.notices.clear()
        if self.source.value == STORED:
            self._show_stored(self.stored.runs)
        else:
            self._ask_now(self.asking.pairs.pairs, self.asking.examples)

    def _ask_now(self, pairs: Sequence[Pair], examples: Sequence[Example]) -> None:
        self._mark([model for _, model in pairs])
        ids = [example.id for example in examples]
        found: list[list[TryOut]] = [[] for _ in pairs]
        trials = self._workspace.trials

        def work(context: JobContext) -> None:
            for side, (prompt, model) in enumerate(pairs):

                def hear(tried: TryOut, side: int = side) -> None:
                    found[side].append(tried)
                    with suppress(JobCancelled):  # what was answered meanwhile is kept
                        context.report(sum(map(len, found)), len(pairs) * len(ids))

                trials.rows(model, prompt, ids, context, hear)

        def show() -> None:
            self._show_tried(pairs, examples, found)

        job = self._run(self.tr("Asking side by side"), work, lambda _: show(), Lane.NETWORK)
        job.progressed.connect(lambda _: show())
        show()

    def _show_tried(
        self, pairs: Sequence[Pair], examples: Sequence[Example], found: Sequence[Sequence[TryOut]]
    ) -> None:
        tried = [tuple(side) for side in found]  # the workers may add to them meanwhile
        sides = [{one.prediction.example_id: one.prediction for one in side} for side in tried]
        rows = [
            SideRow(each.id, each.text, each.gold, tuple(side.get(each.id) for side in sides))
            for each in examples
        ]
        spent = [one.dollars for side in tried for one in side]
        known = [each for each in spent if each is not None]
        cost = dollars_text(sum(known) if len(known) == len(spent) else None)
        shown = SideRows(rows, len(pairs), self._workspace.task.schema)
        self.results.show_rows(side_titles([_names(*pair) for pair in pairs]), shown, cost)

    def _show_stored(self, runs: Sequence[Run]) -> None:
        self._mark([run.model for run in runs])
        version = self._workspace.prompts.version
        prompts = [version(run.prompt_id, run.prompt_version) for run in runs]
        names = [_names(prompt, run.model) for prompt, run in zip(prompts, runs, strict=True)]

        def work(_: JobContext) -> SideRows:
            return self._workspace.side_by_side.rows(runs)

        def show(rows: SideRows) -> None:
            self.results.show_rows(side_titles(names), rows)

        self._run(self.tr("Reading runs"), work, show, Lane.READ)

    def _mark(self, models: Sequence[Model]) -> None:
        """What came from the Sandbox is marked so."""
        sandbox = (model.connection is ConnectionKind.SANDBOX for model in models)
        self.sandbox.setVisible(any(sandbox))

    def _run(
        self,
        title: str,
        work: Callable[[JobContext], Any],
        done: Callable[[Any], None],
        lane: Lane,
    ) -> Job:
        self._job = self._context.background.run(
            title, work, owner=self, done=done, failed=self._refuse, lane=lane
        )
        self._job.finished.connect(self._end)
        self._show_busy()
        return self._job

    @Slot()
    def _end(self) -> None:
        self._job = None
        self._show_busy()
        if self.results.table is not None:
            self.results.table.setFocus()

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_busy(self) -> None:
        self.ask_button.setEnabled(self._job is None)
        self.stop_button.setVisible(self._job is not None)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            raise error
        self.notices.show_error(error)

    @Slot()
    def _choose_source(self) -> None:
        stored = self.source.value == STORED
        self._panes.setCurrentIndex(self.source.value)
        self.ask_button.setText(self.tr("Show") if stored else self.tr("Ask"))
        self._context.theme.dress(self.ask_button, "eye" if stored else "play", "on_fill")

    def _said(self, value: Value | None) -> str:
        return "" if value is None else self._workspace.prompts.answer_text(value)

    @Slot(object)
    def _open(self, example_id: str) -> None:
        self.opened.emit(example_id)
        self.reject()

    def _connect(self) -> None:
        self.source.chosen.connect(self._choose_source)
        self.ask_button.clicked.connect(self._ask)
        self.stop_button.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.reject)
        self.results.opened.connect(self._open)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._ask)
        for number, view in enumerate(View, start=1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(
                lambda view=view: self.results.show_view(view)
            )

    def _build(self) -> None:
        self.ask_button.setToolTip(self.tr("Ctrl+Enter"))
        self._panes.addWidget(self.asking)
        self._panes.addWidget(self.stored)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("Side by side"), "h2"))
        head.addStretch()
        head.addWidget(self.sandbox)
        head.addWidget(self.source)
        layout.addLayout(head)
        layout.addWidget(self.notices)
        layout.addWidget(self._panes)
        layout.addWidget(self.results, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addStretch()
        for part in (self.stop_button, self.close_button, self.ask_button):
            foot.addWidget(part)
        layout.addLayout(foot)
        self.stop_button.hide()
        self._mark([model for _, model in self.asking.pairs.pairs])
        self.source.setFixedWidth(SOURCE_WIDTH)
        self._panes.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.resize(*SIZE)
        self.ask_button.setFocus()


def _names(prompt: Prompt, model: Model) -> tuple[str, str]:
    return f"{prompt.name} v{prompt.version}", model.name
