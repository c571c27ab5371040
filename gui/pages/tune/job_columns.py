"""The columns in which jobs stand, so that their heads and all rows agree."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from gui.widgets.card import MARGIN
from gui.widgets.labels import label

STATE, WHAT, PROGRESS, TIME, ACTIONS = range(5)
WIDTHS = {PROGRESS: 86, TIME: 86, ACTIONS: 156}


def columns(margin: int = 0) -> QGridLayout:
    """An empty line of the table; what was tuned takes the room that is left."""
    grid = QGridLayout()
    grid.setContentsMargins(margin, 0, margin, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    for column, width in WIDTHS.items():
        grid.setColumnMinimumWidth(column, width)
    grid.setColumnStretch(WHAT, 1)
    return grid


class JobHeads(QWidget):
    """The heads of the columns."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = columns(MARGIN)
        heads = (
            self.tr("State"),
            self.tr("Job and cost"),
            self.tr("Progress"),
            self.tr("Time"),
            "",  # an empty column would stand closer to the one before
        )
        for column, text in enumerate(heads):
            self._grid.addWidget(label(text, "head"), 0, column)
        self.setLayout(self._grid)

    def set_state_width(self, width: int) -> None:
        """Give the states the room that the longest of them needs."""
        self._grid.setColumnMinimumWidth(STATE, width)
