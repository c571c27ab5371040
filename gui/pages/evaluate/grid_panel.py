"""The confusion grid with a line that says the current cell, and what the colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import icon_button
from gui.widgets.confusion_grid import ZOOM_STEP, ConfusionGrid
from gui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.task import Task
    from services.evaluation.records import Measures


class GridPanel(QWidget):
    """`opened` carries the cell whose rows the user wants to see."""

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = ConfusionGrid(theme)
        self.words = ElidedLabel("", "small")
        self._build(theme)
        self.grid.described.connect(self.words.setText)
        self.grid.activated.connect(self.opened)

    def show_measures(self, measures: Measures, task: Task) -> None:
        """Show the confusion of a run; labels in the order of the task."""
        names = {label.id: label.name for label in task.labels}
        labels = [(each.label, names.get(each.label, each.label)) for each in measures.per_label]
        self.grid.show_counts(labels, measures.confusion)
        self.words.setText(
            self.tr("Gold answers down, predictions across; blue is right. Click: open the rows.")
        )

    def _build(self, theme: Theme) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.words, 1)
        for icon, name, factor in (
            ("minus", self.tr("Smaller (-)"), 1 / ZOOM_STEP),
            ("plus", self.tr("Larger (+)"), ZOOM_STEP),
        ):
            made = icon_button(theme, icon, name)
            made.clicked.connect(lambda _=False, factor=factor: self.grid.zoom(factor))
            row.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.grid, 1)
        layout.addLayout(row)
