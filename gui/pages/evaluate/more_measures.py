"""Further measures, each with what it means beside it; folded until asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.labels import label
from gui.widgets.numbers import NONE, decimals
from services.evaluation.definitions import MORE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from gui.theme import Theme
    from services.evaluation.records import Measures, MoreMeasure


class MoreMeasures(QWidget):
    """A button, and under it a line for each measure: value, name, meaning or why there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toggle = button(theme, self.tr("More measures"), "chevron-right", "ghost")
        self.toggle.setCheckable(True)
        self._theme = theme
        self._lines = QWidget(self)
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._lines)
        self._lines.hide()
        self.toggle.toggled.connect(self._fold)

    @property
    def texts(self) -> dict[str, str]:
        """The values by the names of the measures."""
        return {
            self._label(row, 1).text(): self._label(row, 0).text()
            for row in range(self._grid.rowCount())
            if self._grid.itemAtPosition(row, 0)
        }

    def show_measures(self, measures: Measures) -> None:
        """Show the measures of a run."""
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for row, each in enumerate(measures.more):
            self._add(row, each)
        self.toggle.setVisible(bool(measures.more))
        self._lines.setVisible(bool(measures.more) and self.toggle.isChecked())

    def _add(self, row: int, each: MoreMeasure) -> None:
        definition = MORE[each.kind]
        value = label(decimals(each.value).replace("-", "−") if each.value is not None else NONE)
        meaning = label(each.reason or definition.text, "small", wrap=True)
        meaning.setToolTip(definition.text)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(value, row, 0, top | Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(label(definition.name), row, 1, top)
        self._grid.addWidget(meaning, row, 2)

    def _label(self, row: int, column: int) -> QLabel:
        item = self._grid.itemAtPosition(row, column)
        return item.widget()  # pyright: ignore[reportOptionalMemberAccess, reportReturnType]

    @Slot(bool)
    def _fold(self, unfolded: bool) -> None:
        self._lines.setVisible(unfolded)
        icon = "chevron-down" if unfolded else "chevron-right"
        self._theme.dress(self.toggle, icon, "accent_text")
