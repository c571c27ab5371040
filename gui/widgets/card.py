"""A white card on the grey page."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from gui.widgets.labels import SectionLabel

MARGIN = 14
SPACING = 8
HEADER, OVERHANG = 28, 6
"""Pixels of the title's line, and how far it reaches beyond its place above and below: cards with
and without buttons beside the title begin alike."""


class Card(QFrame):
    """A frame with an optional section title; what it holds goes into `body`."""

    def __init__(
        self, title: str = "", margin: int = MARGIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._margin = self._right = self._bottom = margin
        self._title = SectionLabel(title)
        self._title.setFixedHeight(HEADER)
        self._header = QHBoxLayout()
        self._header.addWidget(self._title, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACING)
        self._whole = QVBoxLayout(self)
        self._whole.setSpacing(SPACING - OVERHANG)
        self._whole.addLayout(self._header)
        self._whole.addLayout(self.body)
        self._show_title(title)
        if title:
            self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        self._title.set_text(title)
        self._show_title(title)
        self.setAccessibleName(title)

    def reach(self, right: int, bottom: int) -> None:
        """Leave this room at the edges, for what scrolls there."""
        self._right, self._bottom = right, bottom
        self._show_title(self._title.text())

    def add_action(self, widget: QWidget) -> None:
        """Put a small button or a word at the right of the title."""
        self._header.addWidget(widget)

    def add(self, *parts: QWidget | QLayout, stretch: int = 0) -> None:
        """Add widgets or layouts below what is there."""
        for part in parts:
            if isinstance(part, QWidget):
                self.body.addWidget(part, stretch)
            else:
                self.body.addLayout(part, stretch)

    def _show_title(self, title: str) -> None:
        self._title.setVisible(bool(title))
        top = self._margin - (OVERHANG if title else 0)
        self._whole.setContentsMargins(self._margin, top, self._right, self._bottom)
