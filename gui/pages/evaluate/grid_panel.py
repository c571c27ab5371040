"""The confusion grid with a line that says the current cell, and what the colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gui.pages.evaluate.confused_pairs import most_confused, pair_columns
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.buttons import icon_button
from gui.widgets.confusion_grid import ZOOM_STEP, ConfusionGrid
from gui.widgets.labels import ElidedLabel, SectionLabel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.theme import Theme
    from services.domain.task import Task
    from services.evaluation.records import Cell, Measures


class GridPanel(QWidget):
    """`opened` carries the cell whose rows the user wants to see."""

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = ConfusionGrid(theme)
        self.words = ElidedLabel("", "small")
        self._names: dict[str, str] = {}
        self._measures: Measures | None = None
        self._pairs: list[Cell] = []
        self._model = LazyTableModel(
            pair_columns(lambda each: self._names.get(each, each), self._counts), self._cells, self
        )
        self.pairs = LazyTableView(self._model, theme, self.tr("Most confused pairs"))
        self._build(theme)
        self.grid.described.connect(self.words.setText)
        self.grid.activated.connect(self.opened)
        self.pairs.activated_id.connect(lambda at: self.opened.emit(self._pairs[at]))

    def show_measures(self, measures: Measures, task: Task) -> None:
        """Show the confusion of a run; labels in the order of the task."""
        self._names = {label.id: label.name for label in task.labels}
        self._measures = measures
        ids = [each.label for each in measures.per_label]
        self.grid.show_counts(
            [(each, self._names.get(each, each)) for each in ids], measures.confusion
        )
        self._pairs = most_confused(measures)
        self.pairs.show_ids(range(len(self._pairs)))
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
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.grid, 1)
        column.addLayout(row)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._pairs_side())
        split.setSizes([560, 270])
        split.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

    def _pairs_side(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(264)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(4)
        column.addWidget(SectionLabel(self.tr("Most confused pairs")))
        column.addWidget(self.pairs, 1)
        return side

    def _counts(self) -> Mapping[Cell, int]:
        return self._measures.confusion if self._measures else {}

    def _cells(self, places: Sequence[int]) -> list[Cell]:
        return [self._pairs[at] for at in places]
