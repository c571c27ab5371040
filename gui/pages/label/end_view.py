"""What shows where there is no row to label: why, and where to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from gui.theme import Theme


class EndView(QWidget):
    """`left` says that the user wants to go on elsewhere."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.next_button = button(theme, "", "database", "primary")
        self.next_button.clicked.connect(self.left)
        self._words = EmptyState(theme, "circle-check", "", "", self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)

    def say_looking(self) -> None:
        self._words.show_words(self.tr("Looking for the rows…"), "")
        self.next_button.hide()

    def say_done(self) -> None:
        self._words.show_words(
            self.tr("This queue is done"),
            self.tr(
                "No row in it waits for an answer. Choose another queue above, or see how a"
                " prompt does on what you have labelled."
            ),
        )
        self._offer(self.tr("Go on to the prompt"), "message-square-text")

    def say_no_match(self) -> None:
        self._words.show_words(
            self.tr("No row of the filter is in this queue"),
            self.tr("Leave the filter with the button above, or choose another queue."),
        )
        self.next_button.hide()

    def say_nothing(self) -> None:
        self._words.show_words(
            self.tr("Nothing to label yet"),
            self.tr("Import a spreadsheet or a JSONL file first, on the Data page."),
        )
        self._offer(self.tr("Go to the data"), "database")

    def _offer(self, text: str, icon: str) -> None:
        self.next_button.setText(text)
        self._theme.dress(self.next_button, icon, "on_fill")
        self.next_button.show()
