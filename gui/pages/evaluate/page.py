"""The Evaluate page: runs over the same frozen rows, measured the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.latest import Latest
from gui.navigation import MistakesOf, NewRun, Page
from gui.pages.evaluate.bring_in import BringIn
from gui.pages.evaluate.confidence_view import ConfidenceView
from gui.pages.evaluate.loading import EvaluateView, gather
from gui.pages.evaluate.report_saver import ReportSaver
from gui.pages.evaluate.run_detail import RunDetail
from gui.pages.evaluate.run_saver import RunSaver
from gui.pages.evaluate.run_starter import RunStarter
from gui.pages.evaluate.run_watch import RunWatch
from gui.pages.evaluate.runs_panel import RunsPanel
from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState
from gui.widgets.keys import KeyHelp
from gui.widgets.labels import label
from gui.widgets.numbers import counted
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.prediction import Run
from services.domain.snapshot import Snapshot
from services.evaluation.records import AbsentRule

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.pages.evaluate.loading import RunRow
    from services.evaluation.records import Cell
    from services.evaluation.slices import InSlice

WATCHED = (Kind.RUNS, Kind.ANSWERS, Kind.SNAPSHOTS, Kind.TASK, Kind.PROMPTS)


class EvaluatePage(PageWidget):
    """Shows the runs over one snapshot, and one of them in full."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Evaluate"))
        self._workspace = context.project
        self._view: EvaluateView | None = None
        self._absent = AbsentRule.COUNTED
        self._wanted_snapshot: str | None = None
        self._wanted_run: str | None = None
        self._new_run: NewRun | None = None
        self._newest_before: str | None = None
        self._wants_focus = False
        self._refresh = Latest(context.background, self, self.tr("Measuring runs"), pause_ms=120)
        self.starter = RunStarter(context, self)
        self.saver = RunSaver(context, self)
        self.reports = ReportSaver(context, self)
        self.bring_in = BringIn(context, self)
        task = self._workspace.task
        f1_name = self.tr("macro-F1") if task.kind.has_labels else self.tr("F1")
        self.runs = RunsPanel(context.theme, f1_name)
        self.table = self.runs.table
        self.detail = RunDetail(context, task)
        self.confidence = ConfidenceView(context)
        self.detail.tabs.addTab(self.confidence, self.tr("Confidence"))
        self.snapshots = QComboBox()
        self.looks = label("", "small")
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def opened(self, query: object | None) -> None:
        """Show the runs; a `Run` or a `Snapshot` says which, a `NewRun` begins one."""
        if isinstance(query, NewRun):
            self._new_run = query
        elif isinstance(query, Run):
            self._wanted_snapshot, self._wanted_run = query.snapshot_id, query.id
        elif isinstance(query, Snapshot):
            self._wanted_snapshot = query.id
        self._wants_focus = True
        self._ask_view()

    def keys(self) -> tuple[KeyHelp, ...]:
        """The keys of the page, for F1."""
        return (
            KeyHelp("Ctrl+R", self.tr("Start a run")),
            KeyHelp("Ctrl+S", self.tr("Save the evaluation")),
            KeyHelp("Ctrl+Shift+S", self.tr("Save the report")),
            KeyHelp("Ctrl+M", self.tr("More room for the run, without the table")),
            KeyHelp("↑ ↓", self.tr("Choose a run in the table or the chart")),
            KeyHelp("Enter", self.tr("In the table: review the mistakes of the run")),
            KeyHelp("← ↑ ↓ →", self.tr("In the grid: go to another cell")),
            KeyHelp("Ctrl+← ↑ ↓ →", self.tr("In the grid: go to the next cell with rows")),
            KeyHelp("Enter", self.tr("In the grid: open the rows of the cell")),
            KeyHelp("Enter", self.tr("In the rows of Confidence: label the row")),
            KeyHelp("Enter", self.tr("In the votes: accept from there up")),
            KeyHelp("+  -  0", self.tr("In the grid: larger, smaller, fit")),
        )

    @property
    def current(self) -> RunRow | None:
        """The run that is shown in full."""
        return self.runs.current

    def _build(self) -> None:
        self.save_button = button(self.context.theme, self.tr("Save evaluation…"), "download")
        self.report_button = button(self.context.theme, self.tr("Save report…"), "file-text")
        self.report_button.setToolTip(self.tr("A page for those who do not have the program"))
        self.bring_in_button = button(self.context.theme, self.tr("Bring in…"), "upload")
        self.bring_in_button.setToolTip(self.tr("Predictions that were made elsewhere"))
        self.run_button = button(self.context.theme, self.tr("Run…"), "play", "primary")
        self.add_action(self.bring_in_button)
        self.add_action(self.save_button)
        self.add_action(self.report_button)
        self.add_action(self.run_button)
        self._stack.addWidget(self._waiting())
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._content())
        self.watch = RunWatch(self.context)
        self.body.addWidget(self.watch)
        self.body.addWidget(self._stack, 1)
        self.save_button.setEnabled(False)
        self.report_button.setEnabled(False)

    def _waiting(self) -> QWidget:
        return EmptyState(
            self.context.theme, "chart-column", self.tr("Measuring…"), self.tr("One moment.")
        )

    def _empty(self) -> QWidget:
        self.first_run = button(self.context.theme, self.tr("Run…"), "play", "primary")
        return EmptyState(
            self.context.theme,
            "chart-column",
            self.tr("No run yet"),
            self.tr(
                "A run asks one model with one prompt about each validation or test row. All runs"
                " over the same rows stand in one table here, measured the same way."
            ),
            self.first_run,
        )

    def _content(self) -> QWidget:
        choice = QHBoxLayout()
        choice.setSpacing(8)
        over = label(self.tr("Measured on"), "mute")
        over.setBuddy(self.snapshots)
        self.snapshots.setAccessibleName(self.tr("Rows that the runs are measured on"))
        self.snapshots.setMinimumWidth(260)
        choice.addWidget(over)
        choice.addWidget(self.snapshots)
        choice.addWidget(self.looks, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(self.runs)
        split.addWidget(self.detail)
        split.setSizes([240, 390])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 4)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(choice)
        layout.addWidget(split, 1)
        return holder

    def _connect(self) -> None:
        self.context.events.changed.connect(self._on_changes)
        self.starter.began.connect(self._follow_run)
        self.starter.ended.connect(self._end_run)
        self.snapshots.activated.connect(self._choose_snapshot)
        self.runs.current_changed.connect(self._show_current)
        self.runs.activated.connect(self._review)
        self.run_button.clicked.connect(self._prepare_run)
        self.first_run.clicked.connect(self._prepare_run)
        self.save_button.clicked.connect(self._choose_evaluation_file)
        self.report_button.clicked.connect(
            lambda _checked: self.reports.ask(self.current, self._absent)
        )
        self.bring_in_button.clicked.connect(
            lambda _checked: self.bring_in.ask(self._view.snapshot if self._view else None)
        )
        self.bring_in.arrived.connect(self.opened)
        self.bring_in.told.connect(self.notify)
        self.detail.cell_opened.connect(self._review)
        self.detail.slice_opened.connect(lambda part: self._review(part=part))
        self.detail.field_opened.connect(lambda field: self._review(field=field))
        self.detail.parts.rule_chosen.connect(self._choose_rule)
        self.confidence.told.connect(self.notify)
        self.detail.review.clicked.connect(lambda _checked: self._review())
        self.detail.room.toggled.connect(self._give_room)
        self.detail.pin.clicked.connect(self._pin)
        self.detail.on_test.clicked.connect(self._measure_on_test)
        self.detail.resume.clicked.connect(self._resume)
        self.detail.retry.clicked.connect(self._retry_failed)
        self.detail.save_predictions.clicked.connect(self._choose_predictions_file)
        QShortcut(QKeySequence("Ctrl+R"), self).activated.connect(self._prepare_run)
        QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.detail.room.toggle)
        QShortcut(QKeySequence("Ctrl+Shift+S"), self).activated.connect(self.report_button.click)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._choose_evaluation_file)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.RUNS) and self._newest_before is not None:
            self._go_to_new_run(self._newest_run())
        if changes.concern(*WATCHED) and self.isVisible():
            self._ask_view()

    def _ask_view(self) -> None:
        wanted, absent = self._wanted_snapshot, self._absent
        self._refresh.ask(lambda _: gather(self._workspace, wanted, absent), self._show_view)

    def _show_view(self, view: EvaluateView) -> None:
        self._view = view
        self._wanted_snapshot = view.snapshot.id if view.snapshot else None
        self._stack.setCurrentIndex(2 if view.rows else 1)
        self.save_button.setEnabled(bool(view.rows))
        self.report_button.setEnabled(bool(view.rows))
        self.run_button.setVisible(bool(view.rows))
        self._show_snapshots(view)
        wanted, self._wanted_run = self._wanted_run, None
        self.runs.show_rows(view.rows, view.tied, wanted)
        self._show_current()
        if self._new_run is not None:
            self._prepare_run()
        if self._wants_focus:
            self._wants_focus = False
            (self.table if view.rows else self.first_run).setFocus()

    def _show_snapshots(self, view: EvaluateView) -> None:
        self.snapshots.clear()
        for snapshot in view.snapshots:
            rows = self.tr("{name} · {scored} with a gold answer")
            words = rows.format(name=snapshot.name, scored=f"{snapshot.scored:,}")
            self.snapshots.addItem(words, snapshot.id)
        self.snapshots.setCurrentIndex(self.snapshots.findData(self._wanted_snapshot))
        if view.snapshot is not None:
            revision = self.tr("gold revision {number}").format(number=view.snapshot.revision)
            looks = counted(
                view.looks,
                self.tr("{number} look at test rows so far"),
                self.tr("{number} looks at test rows so far"),
            )
            self.looks.setText(f"{revision} · {looks}" if view.looks else revision)

    @Slot()
    def _show_current(self) -> None:
        row = self.current
        if row is not None and self._view is not None:
            self.detail.show_row(row, self._view.task, offers_test=self._view.offers_test)
            self.confidence.show_run(row.compared.run)

    @Slot(int)
    def _choose_snapshot(self, index: int) -> None:
        self._wanted_snapshot = self.snapshots.itemData(index)
        self._ask_view()

    @Slot(object)
    def _choose_rule(self, absent: AbsentRule) -> None:
        self._absent = AbsentRule(absent)
        self._ask_view()

    def _review(
        self, cell: Cell | None = None, part: InSlice | None = None, field: str = ""
    ) -> None:
        if (row := self.current) is not None:
            self.context.navigation.go(Page.REVIEW, MistakesOf(row.compared.run, cell, part, field))

    @Slot()
    def _pin(self) -> None:
        row = self.current
        if row is not None:
            self._workspace.evaluation.pin(row.compared.run)
            self._ask_view()

    @Slot(bool)
    def _give_room(self, more: bool) -> None:
        self.runs.setVisible(not more)
        self.detail.tabs.setFocus()
        self.context.theme.dress(self.detail.room, "chevron-down" if more else "chevron-up")

    @Slot()
    def _measure_on_test(self) -> None:
        row = self.current
        if row is not None and row.prompt is not None:
            self._new_run = NewRun(row.prompt, row.compared.run.model, "test")
            self._prepare_run()

    @Slot()
    def _resume(self) -> None:
        row = self.current
        if row is not None:
            self.starter.resume(row.compared.run)

    @Slot()
    def _retry_failed(self) -> None:
        row = self.current
        if row is not None:
            self.starter.retry_failed(row.compared.run)

    @Slot()
    def _prepare_run(self) -> None:
        snapshot = self._view.snapshot if self._view else None
        wanted, self._new_run = self._new_run, None
        self.starter.ask(snapshot, self._view.looks if self._view else 0, wanted)

    @Slot()
    def _follow_run(self) -> None:
        """A new run may be over other rows than those shown: show it once it is there."""
        self._newest_before = self._newest_run()

    @Slot()
    def _end_run(self) -> None:
        self._go_to_new_run(self._newest_run())
        self._newest_before = None
        self._ask_view()

    def _go_to_new_run(self, newest: str) -> None:
        if self._newest_before not in (None, newest):
            self._newest_before = None
            self._wanted_snapshot, self._wanted_run = None, newest

    def _newest_run(self) -> str:
        runs = self._workspace.prediction.runs()
        return runs[0].id if runs else ""

    @Slot()
    def _choose_evaluation_file(self) -> None:
        row = self.current
        if row is None or self._view is None:
            return
        others = (each for each in self._view.rows if each is not row and not each.compared.reason)
        self.saver.save_evaluation([each.compared.run for each in (row, *others)])

    @Slot()
    def _choose_predictions_file(self) -> None:
        row = self.current
        if row is not None:
            self.saver.save_predictions(row.compared.run)
