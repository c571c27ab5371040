"""The labels as buttons with their keys; with many labels, a field that finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.label_colors import color_icon
from gui.widgets.labels import label, restyle
from services.labeling.finding import LabelFinder
from services.labeling.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.theme import Theme
    from services.domain.task import Label

FLASH_MILLISECONDS = 160
MOST_SHOWN = 200
WIDEST = 340
"""Pixels of a key and a name on a button, for which there is room in a small window too."""


class LabelChoice(QWidget):
    """`chosen` carries the id of the label that was clicked, or taken with Enter."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[Label, ...] = ()
        self._finder = LabelFinder(())
        self._found: list[Label] = []
        self._keys: Mapping[str, str] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._marked: str | None = None
        self._flashing: QPushButton | None = None
        self._flash = QTimer(self, singleShot=True, interval=FLASH_MILLISECONDS)
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._flow = FlowLayout(self._inside, even=True)
        self.filter_field = QLineEdit()
        self._showing = label("", "small")
        self._build()

    @property
    def filtering(self) -> bool:
        """Whether there are more labels than keys, so that typing filters."""
        return len(self._labels) > len(KEYS)

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the labels that are offered, the best first."""
        return tuple(label.name for label in self._found[:MOST_SHOWN])

    def show_labels(self, labels: Sequence[Label], keys: Mapping[str, str]) -> None:
        """Offer the labels; `keys` by label id, empty when typing filters."""
        self._labels = tuple(labels)
        self._finder = LabelFinder(self._labels)
        self._keys = keys
        self._flashing = None
        self._flow.clear()
        self._buttons = {}
        self.filter_field.setVisible(self.filtering)
        self._offer(self.filter_field.text() if self.filtering else "")

    def mark(self, label_id: str | None) -> None:
        """Show which label is the answer now."""
        for known in (self._marked, label_id):
            if known in self._buttons:
                self._buttons[known].setChecked(known == label_id)
        self._marked = label_id

    def flash(self, label_id: str) -> None:
        """Let the label that was chosen light up for a moment."""
        self._end_flash()
        self._flashing = self._buttons.get(label_id)
        if self._flashing is not None:
            restyle(self._flashing, "flash", True)
            self._flash.start()

    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons.values())

    def at_key(self, key: str) -> str | None:
        """The id of the label behind a key, unless typing filters."""
        return next((label_id for label_id, held in self._keys.items() if held == key), None)

    def _build(self) -> None:
        self.filter_field.setPlaceholderText(self.tr("Type to find a label, Enter takes the first"))
        self.filter_field.setAccessibleName(self.tr("Find a label"))
        self.filter_field.textChanged.connect(self._offer)
        self.filter_field.returnPressed.connect(self._take_first)
        self._flash.timeout.connect(self._end_flash)
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
        layout.addWidget(self._showing)

    @Slot(str)
    def _offer(self, typed: str) -> None:
        """Show the labels that what was typed finds, the best first."""
        self._found = self._finder.find(typed)
        shown = self._found[:MOST_SHOWN]
        self._flow.show_in_order([self._button(label) for label in shown])
        for at, found in enumerate(shown):
            restyle(self._buttons[found.id], "first", bool(typed.strip()) and at == 0)
        self._showing.setVisible(len(shown) < len(self._labels))
        words = self.tr("Showing {n} of {all} labels")
        self._showing.setText(words.format(n=f"{len(shown):,}", all=f"{len(self._labels):,}"))

    def _button(self, label: Label) -> QPushButton:
        if label.id in self._buttons:
            return self._buttons[label.id]
        key = self._keys[label.id].upper() + "   " if label.id in self._keys else ""
        made = button(self._theme, "", variant="choice")
        middle = Qt.TextElideMode.ElideMiddle
        shown = made.fontMetrics().elidedText(key + label.name, middle, WIDEST)
        made.setText(shown.replace("&", "&&"))
        if label.color:
            made.setIcon(color_icon(label.color))
        made.setCheckable(True)
        made.setChecked(label.id == self._marked)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAccessibleName(label.name)
        name = "" if shown == key + label.name else label.name
        made.setToolTip("\n".join(filter(None, (name, label.description))))
        made.clicked.connect(lambda: self.chosen.emit(label.id))
        self._buttons[label.id] = made
        return made

    @Slot()
    def _take_first(self) -> None:
        if self.filter_field.text().strip() and self._found:
            first = self._found[0].id
            self.filter_field.clear()
            self.chosen.emit(first)

    @Slot()
    def _end_flash(self) -> None:
        if self._flashing is not None:
            restyle(self._flashing, "flash", False)
        self._flashing = None
