"""Numbers from one to another that stand for a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QWidget

from gui.widgets.buttons import icon_button
from gui.widgets.labels import label
from services.datasets.mapping import LabelRange

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.task import Task

LARGEST = 1_000_000.0
NUMBER_WIDTH = 68
NARROW = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
LEAST_LETTERS = 3


class RangeRow(QWidget):
    """Numbers from one to another, both included, and the label that they stand for."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, theme: Theme, task: Task, span: LabelRange) -> None:
        super().__init__()
        self.low = self._number(span.low, self.tr("Lowest number"))
        self.high = self._number(span.high, self.tr("Highest number"))
        self.label = QComboBox()
        self.label.setAccessibleName(self.tr("Label for these numbers"))
        self.label.setSizeAdjustPolicy(NARROW)
        self.label.setMinimumContentsLength(LEAST_LETTERS)
        self.label.addItems([known.name for known in task.labels])
        self.label.setCurrentIndex(max(self.label.findText(span.label), 0))
        self.label.currentIndexChanged.connect(self.changed)
        remove = icon_button(theme, "x", self.tr("Remove this range"))
        self.fields = (self.low, self.high, self.label, remove)
        remove.clicked.connect(lambda: self.removed.emit(self))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (
            label(self.tr("from")),
            self.low,
            label(self.tr("to")),
            self.high,
            label(self.tr("is")),
        ):
            row.addWidget(part)
        row.addWidget(self.label, 1)
        row.addWidget(remove)

    @property
    def range(self) -> LabelRange:
        return LabelRange(self.low.value(), self.high.value(), self.label.currentText())

    def _number(self, value: float, name: str) -> QDoubleSpinBox:
        field = _Number(minimum=-LARGEST, maximum=LARGEST, decimals=2, value=value)
        field.setAccessibleName(name)
        field.setKeyboardTracking(False)
        field.setFixedWidth(NUMBER_WIDTH)
        field.valueChanged.connect(self.changed)
        return field


class _Number(QDoubleSpinBox):
    """Whole numbers stand without decimals."""

    def textFromValue(self, value: float) -> str:
        return f"{value:g}" if abs(value) < LARGEST else f"{value:.0f}"
