"""One run in full: its figures, its measures by label or field, its confusion grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QTabWidget, QVBoxLayout, QWidget

from gui.pages.evaluate.figures import Figures
from gui.pages.evaluate.grid_panel import GridPanel
from gui.pages.evaluate.measure_tables import bars, field_columns, label_columns
from gui.pages.evaluate.run_columns import is_practice, model_text, prompt_text
from gui.pills import PillKind
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.label_bars import LabelBars
from gui.widgets.labels import ElidedLabel, Pill, SectionLabel, label
from services.domain.prediction import RunState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from gui.pages.evaluate.loading import RunRow
    from gui.tables.columns import Column
    from gui.theme import Theme
    from services.domain.task import Task
    from services.evaluation.records import FieldMeasures, LabelMeasures, Measures

LEFT = 300


class RunDetail(QWidget):
    """`cell_opened` carries a cell of the grid; the buttons are the page's to connect."""

    cell_opened = Signal(object)

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._measures: tuple[LabelMeasures | FieldMeasures, ...] = ()
        self._names: dict[str, str] = {}
        self.error = label("", "bad", wrap=True)
        self.figures = Figures()
        self.bars = LabelBars(theme)
        self.panel = GridPanel(theme)
        self.tabs = QTabWidget()
        self._name = ElidedLabel("", "h2")
        self._practice = Pill(self.tr("practice"), PillKind.WARN)
        self._practice.setToolTip(self.tr("The Sandbox answered, not Gemini."))
        self.review = self._button(self.tr("Review mistakes"), "circle-alert")
        self.resume = self._button(self.tr("Resume"), "play")
        self.pin = self._button(self.tr("Use as baseline"), "flag")
        self.save_predictions = self._button(self.tr("Save predictions…"), "download")
        self._build(task)
        self.panel.opened.connect(self.cell_opened)

    def show_row(self, row: RunRow, task: Task) -> None:
        """Show a run of the table."""
        run, measures = row.compared.run, row.compared.measures
        self._name.setText(f"{model_text(row)} · {prompt_text(row)}")
        self._practice.setVisible(is_practice(row))
        self.error.setText(run.error)
        self.error.setVisible(bool(run.error))
        self.figures.show_row(row)
        counts = measures.counts
        incomplete = run.state is not RunState.RUNNING and (counts.failed or counts.not_run)
        self.resume.setVisible(bool(incomplete))
        self.pin.setVisible(not row.is_baseline)
        self.review.setEnabled(measures.right < counts.counted)
        self._names = {label.id: label.name for label in task.labels}
        self.bars.show_bars(bars(measures, self._names))
        self._show_table(measures)
        if task.kind.has_labels:
            self.panel.show_measures(measures, task)

    def _button(self, text: str, icon: str) -> QPushButton:
        return button(self._theme, text, icon, "ghost")

    def _build(self, task: Task) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._name, 1)
        head.addWidget(self._practice)
        for each in (self.resume, self.pin, self.save_predictions, self.review):
            head.addWidget(each)
        layout.addLayout(head)
        layout.addWidget(self._card(task), 1)

    def _overview(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(6, 12, 8, 6)
        column.setSpacing(12)
        column.addWidget(self.error)
        column.addWidget(self.figures)
        column.addStretch()
        return _scrolling(inside, self.tr("Figures"))

    def _by_label(self, task: Task) -> QWidget:
        """Bars at the left, the same in numbers at the right."""
        title = self.tr("F1 by label") if task.kind.has_labels else self.tr("F1 by field")
        self.bars.setAccessibleName(title)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(6, 10, 8, 6)
        column.addWidget(SectionLabel(title))
        column.addWidget(self.bars)
        column.addStretch()
        self._table_model = LazyTableModel(self._columns(task), self._rows, self)
        name = self.tr("Measures by label") if task.kind.has_labels else self.tr("By field")
        self.table = LazyTableView(self._table_model, self._theme, name)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(_scrolling(inside, title))
        split.addWidget(self.table)
        split.setSizes([LEFT, 2 * LEFT])
        split.setStretchFactor(1, 1)
        return split

    def _card(self, task: Task) -> Card:
        """A tab for each side of the run."""
        labels = task.kind.has_labels
        self.tabs.addTab(self._overview(), self.tr("Overview"))
        self.tabs.addTab(self._by_label(task), self.tr("Labels") if labels else self.tr("Fields"))
        if labels:
            self.tabs.addTab(self.panel, self.tr("Confusion"))
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Measures of the run"))
        card = Card(margin=8)
        card.add(self.tabs, stretch=1)
        return card

    def _columns(self, task: Task) -> tuple[Column, ...]:
        if not task.kind.has_labels:
            return field_columns()
        return label_columns(lambda label_id: self._names.get(label_id, label_id))

    def _rows(self, numbers: Sequence[int]) -> list[LabelMeasures | FieldMeasures]:
        return [self._measures[number] for number in numbers]

    def _show_table(self, measures: Measures) -> None:
        total = () if measures.all_fields is None else (measures.all_fields,)
        self._measures = (*measures.per_label, *measures.per_field, *total)
        self._table_model.set_ids(range(len(self._measures)))


def _scrolling(inside: QWidget, name: str) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setWidget(inside)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
