"""How the Review page is laid out: the row at hand, and beside it the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.review.case_card import CaseCard
from gui.pages.review.rescored import RescoredNote
from gui.pages.review.verdict_card import VerdictCard
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.guidelines_card import GuidelinesCard
from gui.widgets.labels import Pill, label

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.task import Task

SIDE_WIDTH = 320


class ReviewView(QWidget):
    """Layout only; the page connects what is here."""

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.case = CaseCard(theme, task)
        self.verdict = VerdictCard(theme, task)
        self.rescored = RescoredNote()
        self.tally = label("", "small", wrap=True)
        self.guidelines = GuidelinesCard(theme)
        self.previous = button(theme, self.tr("Previous"), "arrow-left")
        self.next = button(theme, self.tr("Next"), "arrow-right")
        self.blind = Pill(self.tr("blind"), PillKind.ACCENT)
        self.blind.hide()
        self.verdict.add_action(self.blind)
        # Room for what is written.
        self.guidelines.turned.connect(lambda editing: self.verdict.setVisible(not editing))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.case, 1)
        row.addWidget(self._side())

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.verdict, 3)
        column.addWidget(self.guidelines, 2)
        column.addWidget(self.rescored)
        column.addWidget(self.tally)
        steps = QHBoxLayout()
        steps.setSpacing(8)
        steps.addWidget(self.previous, 1)
        steps.addWidget(self.next, 1)
        column.addLayout(steps)
        return side
