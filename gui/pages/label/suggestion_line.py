"""The suggestion for the row at hand, once somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.pages.label.suggestion_words import suggestion_words
from gui.widgets.buttons import button
from gui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.task import Task
    from services.labeling.suggestions import Suggestion


class SuggestionLine(QWidget):
    """`taken` says that the user accepts what is suggested."""

    taken = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ElidedLabel(role="mute")
        self.take_button = button(theme, self.tr("Take it (Enter)"), "check", "ghost")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addWidget(self.take_button)
        self.take_button.clicked.connect(self.taken)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def show_suggestion(self, suggestion: Suggestion, task: Task) -> None:
        self._words.setText(
            self.tr("Suggested: {what}").format(what=suggestion_words(suggestion, task))
        )
        self.take_button.show()
        self.show()

    def say(self, words: str) -> None:
        """Say why there is no suggestion."""
        self._words.setText(words)
        self.take_button.hide()
        self.show()
