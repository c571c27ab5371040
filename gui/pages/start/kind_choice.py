"""The three kinds of task as cards, of which one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from gui.pages.start.choice_card import ChoiceCard
from gui.translation import tr
from services.domain.task import TaskKind

if TYPE_CHECKING:
    from gui.theme import Theme

ICONS = {
    TaskKind.CLASSIFICATION: "tags",
    TaskKind.SENTIMENT: "scale",
    TaskKind.EXTRACTION: "braces",
}


class KindChoice(QWidget):
    """`changed` carries the chosen kind."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = {
            kind: ChoiceCard(theme, ICONS[kind], kind_name(kind), kind_words(kind))
            for kind in TaskKind
        }
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for card in self.cards.values():
            self._group.addButton(card)
            row.addWidget(card, 1)
        self.cards[TaskKind.CLASSIFICATION].setChecked(True)
        self.setFocusProxy(self.cards[TaskKind.CLASSIFICATION])
        self._group.buttonToggled.connect(lambda _, on: on and self.changed.emit(self.kind))

    @property
    def kind(self) -> TaskKind:
        return next(kind for kind, card in self.cards.items() if card.isChecked())


def kind_name(kind: TaskKind) -> str:
    """The word for a kind of task."""
    return {
        TaskKind.CLASSIFICATION: tr("Classification"),
        TaskKind.SENTIMENT: tr("Sentiment"),
        TaskKind.EXTRACTION: tr("Extraction"),
    }[kind]


def kind_words(kind: TaskKind) -> str:
    """What the kind is for, in a line."""
    return {
        TaskKind.CLASSIFICATION: tr("One label of a list for each text, such as its topic."),
        TaskKind.SENTIMENT: tr("How the writer feels: negative, positive, or finer."),
        TaskKind.EXTRACTION: tr("A record with fields, such as names, dates and amounts."),
    }[kind]
