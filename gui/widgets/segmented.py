"""A few choices side by side, of which one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

Choice = TypeVar("Choice")


class Segmented(QWidget, Generic[Choice]):
    """One focus stop; the arrow keys choose. `chosen` says that the user chose another."""

    chosen = Signal(object)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, Choice]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons: list[tuple[QPushButton, Choice]] = []
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for text, choice in choices:
            made = QPushButton(text)
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setAccessibleDescription(name)
            made.setProperty("variant", "segment")
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            made.clicked.connect(lambda _, choice=choice: self.chosen.emit(choice))
            self._group.addButton(made)
            self._buttons.append((made, choice))
            row.addWidget(made, made.fontMetrics().horizontalAdvance(text))
        self._buttons[0][0].setProperty("end", "left")
        self._buttons[-1][0].setProperty("end", "right")
        self._buttons[0][0].setChecked(True)

    @property
    def value(self) -> Choice:
        return next(choice for made, choice in self._buttons if made.isChecked())

    def choose(self, value: Choice) -> None:
        """Show a choice without telling."""
        for made, choice in self._buttons:
            if choice == value:
                made.setChecked(True)
                self.setFocusProxy(made)

    def button_of(self, value: Choice) -> QPushButton:
        """The button of a choice."""
        return next(made for made, choice in self._buttons if choice == value)
