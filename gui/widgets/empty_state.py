"""What a page or a card says while it has nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.widgets.icon_label import IconLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from gui.theme import Theme

TEXT_WIDTH = 440
ICON_SIZE = 40
MARGIN = 16


class EmptyState(QWidget):
    """An icon, what is missing, what to do about it, and the button that does it."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str,
        action: QPushButton | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = _Words(title, "h2")
        self._text = _Words(text, "mute")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(8)
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(IconLabel(theme, icon, "edge", ICON_SIZE), 0, centre)
        layout.addSpacing(4)
        for part in (self._title, self._text):
            layout.addWidget(part, 0, centre)
        if action is not None:
            layout.addSpacing(8)
            layout.addWidget(action, 0, centre)
        layout.addStretch(3)
        self.setAccessibleName(title)

    def show_words(self, title: str, text: str) -> None:
        """Say something else, such as why a filter found nothing."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self._fit_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """A layout asks for the height of wrapped words at its own width, not at theirs."""
        width = max(1, min(TEXT_WIDTH, self.contentsRect().width() - 2 * MARGIN))
        for part in (self._title, self._text):
            part.setFixedHeight(max(0, part.heightForWidth(width)))


class _Words(QLabel):
    """Wants a comfortable width, and takes less where there is less."""

    def __init__(self, text: str, role: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setProperty("role", role)

    def sizeHint(self) -> QSize:
        return QSize(TEXT_WIDTH, super().sizeHint().height())
