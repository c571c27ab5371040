"""A small dialog: what it is about, a few words, and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 460
MARGINS = (24, 20, 24, 18)


class MessageDialog(QDialog):
    """For questions and messages; every button closes it. Show it with `open`."""

    def __init__(self, title: str, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tunesmith")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.body.addWidget(_label(title, "h2"))
        self.body.addWidget(_label(text, ""))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch()
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(18)
        layout.addLayout(self.body)
        layout.addLayout(self.buttons)

    def event(self, event: QEvent) -> bool:
        # Qt asks wrapped words for their height only inside a window, not for the window itself.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.setFixedHeight(self._layout.totalHeightForWidth(WIDTH))
        return super().event(event)

    def add_button(
        self, text: str, variant: str = "", then: Callable[[], None] | None = None
    ) -> QPushButton:
        """Add a button at the right that closes the dialog, then calls `then`."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setProperty("variant", variant)
        button.clicked.connect(self.accept)
        if then is not None:
            button.clicked.connect(lambda _checked: then())
        self.buttons.addWidget(button)
        return button

    def set_default(self, button: QPushButton) -> None:
        """The button that Enter presses; it has the focus at first."""
        button.setDefault(True)
        button.setFocus()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
