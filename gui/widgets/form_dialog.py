"""The frame of dialogs with something to fill in: title, notices, content, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.labels import label
from gui.widgets.notice_bar import NoticeArea

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.errors import AppError

MARGINS = (22, 18, 22, 16)


class FormDialog(QDialog):
    """A subclass fills `body` and overrides `confirm`, which `confirm_button` calls.

    Errors show above the content, so that what was filled in stays in sight.
    """

    def __init__(
        self, theme: Theme, title: str, confirm: str, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.notices = NoticeArea(theme)
        self.body = QVBoxLayout()
        self.body.setSpacing(14)
        self.footer = QHBoxLayout()
        self.footer.setSpacing(10)
        self.footer.addStretch()
        self.cancel_button = button(theme, self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.confirm_button = button(theme, confirm, variant="primary")
        self.confirm_button.setDefault(True)
        self.confirm_button.clicked.connect(self.confirm)
        self._outer = layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(12)
        layout.addWidget(label(title, "h2", wrap=True))
        if text:
            layout.addWidget(label(text, "mute", wrap=True))
        layout.addWidget(self.notices)
        layout.addLayout(self.body, 1)
        layout.addLayout(self.footer)

    def event(self, event: QEvent) -> bool:
        # Qt asks wrapped words for their height only inside a window, not for the window itself.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.setMinimumHeight(max(self._outer.totalHeightForWidth(self.width()), 0))
        return super().event(event)

    def finish_building(self) -> None:
        """Put the buttons last, so that they come last in the order of focus too."""
        self.footer.addWidget(self.cancel_button)
        self.footer.addWidget(self.confirm_button)

    def confirm(self) -> None:
        """The user wants what was filled in."""
        self.accept()

    def show_error(self, error: AppError) -> None:
        self.notices.show_error(error)
