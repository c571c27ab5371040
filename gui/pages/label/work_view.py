"""The row at hand: its text, the answer, the guidelines and a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.label.answer_card import AnswerCard
from gui.pages.label.dispute_card import DisputeCard
from gui.pages.label.note_card import NoteCard
from gui.pages.label.reason_bar import ReasonBar
from gui.pages.label.text_card import TextCard
from gui.widgets.guidelines_card import GuidelinesCard

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.task import Task

SIDE_WIDTH = 300
SPACING = 10


class WorkView(QWidget):
    """Layout only; the page says what the parts show."""

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text_card = TextCard()
        self.reason_bar = ReasonBar()
        self.dispute_card = DisputeCard(theme)
        self.answer_card = AnswerCard(theme, task)
        self.guidelines = GuidelinesCard(theme)
        self.note_card = NoteCard(theme)
        left = QVBoxLayout()
        left.setSpacing(SPACING)
        left.addWidget(self.text_card, 3)
        left.addWidget(self.reason_bar)
        left.addWidget(self.dispute_card)
        left.addWidget(self.answer_card, self.answer_card.share)
        side = QVBoxLayout()
        side.setSpacing(SPACING)
        side.addWidget(self.guidelines, 1)
        side.addWidget(self.note_card)
        for part in (self.guidelines, self.note_card):
            part.setFixedWidth(SIDE_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addLayout(left, 1)
        row.addLayout(side)
