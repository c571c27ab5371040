"""One run in full, a tab for each side of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from gui.pages.evaluate.figures import Figures
from gui.pages.evaluate.grid_panel import GridPanel
from gui.pages.evaluate.more_measures import MoreMeasures
from gui.pages.evaluate.parts_panel import PartsPanel, scrolling
from gui.pages.evaluate.reliability_panel import ReliabilityPanel
from gui.pages.evaluate.run_columns import is_practice, model_text, prompt_text
from gui.pages.evaluate.slices_panel import SlicesPanel
from gui.pages.evaluate.verify_line import VerifyLine
from gui.pills import PillKind
from gui.widgets.buttons import button, icon_button
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel, Pill, label, set_role
from services.domain.prediction import RunState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from gui.page_context import PageContext
    from gui.pages.evaluate.loading import RunRow
    from gui.theme import Theme
    from services.domain.task import Task


class RunDetail(QWidget):
    """`cell_opened` carries a cell of the grid, `slice_opened` a slice, `field_opened` a field; the
    buttons are the page's to connect."""

    cell_opened = Signal(object)
    slice_opened = Signal(object)
    field_opened = Signal(str)

    def __init__(self, context: PageContext, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self.error = label("", "bad", wrap=True)
        self.figures = Figures()
        self.more = MoreMeasures(theme)
        self.verify = VerifyLine(context)
        self.parts = PartsPanel(theme, task)
        self.panel = GridPanel(theme)
        self.slices = SlicesPanel(context)
        self.reliability = ReliabilityPanel(theme)
        self.tabs = QTabWidget()
        self.room = icon_button(theme, "chevron-up", self.tr("More room for the run (Ctrl+M)"))
        self.room.setCheckable(True)
        self._name = ElidedLabel("", "h2")
        self._practice = Pill(self.tr("practice"), PillKind.WARN)
        self._practice.setToolTip(self.tr("The Sandbox answered, not Gemini."))
        self.review = self._button(theme, self.tr("Review mistakes"), "circle-alert")
        self.resume = self._button(theme, self.tr("Run the rest"), "play")
        self.retry = self._button(theme, self.tr("Retry failed"), "refresh-cw")
        self.on_test = self._button(theme, self.tr("Measure on test…"), "arrow-right")
        self._on_test_line = QWidget()
        self.pin = self._button(theme, self.tr("Use as baseline"), "flag")
        self.save_predictions = icon_button(theme, "download", self.tr("Save predictions…"))
        self._build(task)
        self.panel.opened.connect(self.cell_opened)
        self.slices.opened.connect(self.slice_opened)
        self.parts.field_opened.connect(self.field_opened)

    def show_row(self, row: RunRow, task: Task, *, offers_test: bool = False) -> None:
        """Show a run of the table; `offers_test`: it could be measured on the test rows next."""
        run, measures = row.compared.run, row.compared.measures
        self._name.setText(f"{model_text(row)} · {prompt_text(row)}")
        self._practice.setVisible(is_practice(row))
        self.error.setText(run.error)
        self.error.setVisible(bool(run.error))
        set_role(self.error, "bad" if run.state is RunState.FAILED else "mute")
        self.figures.show_row(row)
        self.more.show_measures(measures)
        self.verify.show_run(run, measures)
        can_go_on = run.state is not RunState.RUNNING and not run.model.brought_in
        self.resume.setVisible(can_go_on and bool(row.not_run))
        self.retry.setVisible(can_go_on and bool(row.failed))
        self.pin.setVisible(not row.is_baseline)
        finished = run.state is RunState.FINISHED and not run.model.brought_in
        measured = finished and bool(measures.counts.counted) and row.prompt is not None
        self._on_test_line.setVisible(offers_test and measured)
        self.review.setEnabled(measures.right < measures.counts.counted)
        self.parts.show_measures(measures, task)
        self.slices.show_run(run)
        self.reliability.show_measures(measures, run.samples)
        if task.kind.has_labels:
            self.panel.show_measures(measures, task)

    def _button(self, theme: Theme, text: str, icon: str) -> QPushButton:
        return button(theme, text, icon, "ghost")

    def _build(self, task: Task) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._name, 1)
        head.addWidget(self._practice)
        for each in (self.resume, self.retry, self.pin, self.save_predictions, self.review):
            head.addWidget(each)
        layout.addLayout(head)
        for each in (self.resume, self.retry, self._on_test_line):
            each.hide()
        self._add_tabs(task)
        card = Card(margin=8)
        card.add(self.tabs, stretch=1)
        layout.addWidget(card, 1)

    def _add_tabs(self, task: Task) -> None:
        labels = task.kind.has_labels
        self.tabs.addTab(self._overview(), self.tr("Overview"))
        self.tabs.addTab(self.parts, self.tr("Labels") if labels else self.tr("Fields"))
        if labels:
            self.tabs.addTab(self.panel, self.tr("Confusion"))
        self.tabs.addTab(self.slices, self.tr("Slices"))
        self.tabs.addTab(self.reliability, self.tr("Reliability"))
        self.tabs.setDocumentMode(True)
        self.tabs.setCornerWidget(self.room)
        self.tabs.setAccessibleName(self.tr("Measures of the run"))

    def _overview(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(6, 12, 8, 6)
        column.setSpacing(12)
        row = QHBoxLayout(self._on_test_line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        words = self.tr("Choose on validation; then measure what you have chosen once on test.")
        row.addWidget(self.on_test)
        row.addWidget(label(words, "small", wrap=True), 1)
        for each in (self.error, self.figures, self.more, self._on_test_line, self.verify):
            column.addWidget(each)
        column.addStretch()
        return scrolling(inside, self.tr("Figures"))
