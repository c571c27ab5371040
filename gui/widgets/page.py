"""The frame of every page: title, actions, notices, content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.widgets.labels import ElidedLabel
from gui.widgets.notice_bar import Notice, NoticeArea

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.widgets.keys import KeyHelp
    from services.domain.errors import AppError

MARGINS = (18, 14, 18, 14)
SPACING = 10
HEADER_HEIGHT = 30
TITLE_WIDTH, SUBTITLE_WIDTH = 140, 90
"""Pixels of title and subtitle that the actions leave; a longer one ends in … before them."""


class PageWidget(QWidget):
    """Base of all pages. A page fills `body` and overrides `opened` and `keys`."""

    def __init__(self, context: PageContext, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self.context = context
        self.notices = NoticeArea(context.theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(SPACING)
        layout.addLayout(self._build_header(title, subtitle))
        layout.addWidget(self.notices)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACING)
        layout.addLayout(self.body, 1)

    def opened(self, query: object | None) -> None:
        """The page comes to the front; `query` is what `Navigation.go` was given."""

    def keys(self) -> tuple[KeyHelp, ...]:
        """The keys that work on this page, for F1."""
        return ()

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def subtitle(self) -> str:
        return self._subtitle.text()

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.ensurePolished()
        words = self._title.fontMetrics().horizontalAdvance(title)
        self._title.setMinimumWidth(min(words, TITLE_WIDTH))
        self.setAccessibleName(title)

    def set_subtitle(self, subtitle: str) -> None:
        self._subtitle.setText(subtitle)
        words = self._subtitle.fontMetrics().horizontalAdvance(subtitle)
        self._subtitle.setMinimumWidth(min(words, SUBTITLE_WIDTH))

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right of the title."""
        self._actions.addWidget(widget)

    def notify(self, notice: Notice) -> None:
        self.notices.show_notice(notice)

    def show_error(self, error: AppError) -> None:
        """Errors of what was done on this page are shown here."""
        self.notices.show_error(error)

    def _build_header(self, title: str, subtitle: str) -> QHBoxLayout:
        self._title = ElidedLabel("", "h1")
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._subtitle = ElidedLabel(subtitle, "mute")
        self._actions = QHBoxLayout()
        self._actions.setSpacing(10)
        header = QHBoxLayout()
        header.setSpacing(10)
        self._title.setMinimumHeight(HEADER_HEIGHT)
        header.addWidget(self._title)
        header.addWidget(self._subtitle, 1)
        header.addLayout(self._actions)
        self.set_title(title)
        return header
