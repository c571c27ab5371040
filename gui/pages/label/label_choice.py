"""The labels as buttons with their keys; with many labels, a field that filters them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.pages.label.label_keys import KEYS
from gui.widgets.buttons import button
from gui.widgets.flow_layout import FlowLayout
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.task import Label


class LabelChoice(QWidget):
    """`chosen` carries the id of the label that was clicked, or taken with Enter."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[Label, ...] = ()
        self._buttons: dict[str, QPushButton] = {}
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._flow = FlowLayout(self._inside, even=True)
        self.filter_field = QLineEdit()
        self._build()

    @property
    def filtering(self) -> bool:
        """Whether there are more labels than keys, so that typing filters."""
        return len(self._labels) > len(KEYS)

    def show_labels(self, labels: Sequence[Label]) -> None:
        self._labels = tuple(labels)
        self.filter_field.setVisible(self.filtering)
        self._flow.clear()
        self._buttons = {label.id: self._button(at, label) for at, label in enumerate(labels)}
        for made in self._buttons.values():
            self._flow.addWidget(made)

    def mark(self, label_id: str | None) -> None:
        """Show which label is the answer now."""
        for known, made in self._buttons.items():
            made.setChecked(known == label_id)

    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons.values())

    def at_key(self, position: int) -> str | None:
        """The id of the label behind a key, unless typing filters."""
        if self.filtering or position >= len(self._labels):
            return None
        return self._labels[position].id

    def _build(self) -> None:
        self.filter_field.setPlaceholderText(self.tr("Type to find a label, Enter takes the first"))
        self.filter_field.setAccessibleName(self.tr("Find a label"))
        self.filter_field.textChanged.connect(self._filter)
        self.filter_field.returnPressed.connect(self._take_first)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(self._inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.tr("Labels"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter_field)
        layout.addWidget(area, 1)

    def _button(self, position: int, label: Label) -> QPushButton:
        key = "" if self.filtering else KEYS[position].upper() + "   "
        made = button(self._theme, key + label.name.replace("&", "&&"), variant="choice")
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAccessibleName(label.name)
        made.setToolTip(label.description)
        made.clicked.connect(lambda: self.chosen.emit(label.id))
        return made

    def _filter(self, typed: str) -> None:
        pattern = fold(typed.strip())
        for label in self._labels:
            self._buttons[label.id].setVisible(pattern in fold(label.name))

    def _take_first(self) -> None:
        pattern = fold(self.filter_field.text().strip())
        first = next((label for label in self._labels if pattern in fold(label.name)), None)
        if pattern and first is not None:
            self.filter_field.clear()
            self.chosen.emit(first.id)
