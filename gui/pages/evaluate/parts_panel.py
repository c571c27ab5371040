"""The Labels or Fields tab: bars at the left, the same in numbers at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from gui.pages.evaluate.measure_tables import bars, field_columns, label_columns
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.label_bars import LabelBars
from gui.widgets.labels import SectionLabel, label
from gui.widgets.segmented import Segmented
from services.evaluation.definitions import ABSENT
from services.evaluation.records import AbsentRule, FieldMeasures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.tables.columns import Column
    from gui.theme import Theme
    from services.domain.task import Task
    from services.evaluation.records import LabelMeasures, Measures

LEFT = 300
RULE = 230
"""Pixels that the two rules need beside a text that takes what it can."""


class PartsPanel(QWidget):
    """`rule_chosen` carries another rule for absent values, `field_opened` the name of a field; an
    extraction only."""

    rule_chosen = Signal(object)
    field_opened = Signal(str)

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measures: tuple[LabelMeasures | FieldMeasures, ...] = ()
        self._names: dict[str, str] = {}
        self.bars = LabelBars(theme)
        labels = task.kind.has_labels
        name = self.tr("Measures by label") if labels else self.tr("By field")
        self._model = LazyTableModel(self._columns(task), self._rows, self)
        self.table = LazyTableView(self._model, theme, name)
        self.rule = Segmented[AbsentRule](
            self.tr("Values that the gold answer does not have"),
            (
                (self.tr("Count as extra"), AbsentRule.COUNTED),
                (self.tr("Leave out"), AbsentRule.SKIPPED),
            ),
        )
        self._rule_words = label("", "small", wrap=True)
        self._build(labels)
        self.rule.chosen.connect(self.rule_chosen)
        self.table.activated_id.connect(self._open)

    def show_measures(self, measures: Measures, task: Task) -> None:
        """Show the labels or fields of a run."""
        self._names = {label.id: label.name for label in task.labels}
        self.bars.show_bars(bars(measures, self._names))
        total = () if measures.all_fields is None else (measures.all_fields,)
        self._measures = (*measures.per_label, *measures.per_field, *total)
        self._model.set_ids(range(len(self._measures)))
        self.rule.choose(measures.absent)
        self._rule_words.setText(ABSENT[measures.absent])

    def _build(self, labels: bool) -> None:
        title = self.tr("F1 by label") if labels else self.tr("F1 by field")
        self.bars.setAccessibleName(title)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(6, 10, 8, 6)
        column.addWidget(SectionLabel(title))
        column.addWidget(self.bars)
        column.addStretch()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(scrolling(inside, title))
        split.addWidget(self.table)
        split.setSizes([LEFT, 2 * LEFT])
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        if not labels:
            layout.addLayout(self._rule_row())
        layout.addWidget(split, 1)

    def _rule_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(6, 8, 0, 0)
        row.setSpacing(10)
        row.addWidget(label(self.tr("Values that the gold answer does not have"), "mute"))
        self.rule.setMinimumWidth(RULE)
        row.addWidget(self.rule)
        row.addWidget(self._rule_words, 1)
        return row

    def _columns(self, task: Task) -> tuple[Column, ...]:
        if not task.kind.has_labels:
            return field_columns()
        return label_columns(lambda label_id: self._names.get(label_id, label_id))

    @Slot(object)
    def _open(self, number: int) -> None:
        part = self._measures[number]
        if isinstance(part, FieldMeasures) and part.field:
            self.field_opened.emit(part.field)

    def _rows(self, numbers: Sequence[int]) -> list[LabelMeasures | FieldMeasures]:
        return [self._measures[number] for number in numbers]


def scrolling(inside: QWidget, name: str) -> QScrollArea:
    """A widget that scrolls down where there is no room."""
    area = QScrollArea(widgetResizable=True)
    area.setWidget(inside)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
