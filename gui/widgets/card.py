"""A white card on the grey page."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from gui.widgets.labels import SectionLabel

MARGIN = 14
SPACING = 8


class Card(QFrame):
    """A frame with an optional section title; what it holds goes into `body`."""

    def __init__(
        self, title: str = "", margin: int = MARGIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(SPACING)
        self._title = SectionLabel(title)
        self._header = QHBoxLayout()
        self._header.addWidget(self._title, 1)
        self.body.addLayout(self._header)
        self._title.setVisible(bool(title))
        if title:
            self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        self._title.set_text(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

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
