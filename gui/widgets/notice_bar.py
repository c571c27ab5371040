"""Notices at the top of a page: what happened and what to do."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.buttons import button, icon_button
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.theme import Theme
    from services.domain.errors import AppError

MOST_SHOWN = 3


class NoticeKind(enum.StrEnum):
    """How grave a notice is."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


ICONS = {
    NoticeKind.INFO: ("info", "accent_text"),
    NoticeKind.SUCCESS: ("circle-check", "ok"),
    NoticeKind.WARNING: ("triangle-alert", "warn"),
    NoticeKind.ERROR: ("circle-alert", "bad"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """`action` is the word on the button that calls `run`; `details` can be copied."""

    kind: NoticeKind
    title: str
    text: str = ""
    details: str = ""
    action: str = ""
    run: Callable[[], None] | None = None


class NoticeBar(QFrame):
    """One notice; `closed` says, with itself, that the user has read it."""

    closed = Signal(object)

    def __init__(self, theme: Theme, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("notice", notice.kind.value)
        self.setAccessibleName(" ".join(filter(None, (notice.title, notice.text))))
        icon, token = ICONS[notice.kind]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        flag = Qt.AlignmentFlag
        place = flag.AlignTop if notice.text else flag.AlignVCenter
        row.addWidget(IconLabel(theme, icon, token), 0, place)
        row.addLayout(self._words(), 1)
        for part in self._buttons(theme):
            row.addWidget(part, 0, place)

    def _words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.notice.title, "noticeTitle", wrap=True))
        if self.notice.text:
            words.addWidget(label(self.notice.text, wrap=True))
        return words

    def _buttons(self, theme: Theme) -> list[QWidget]:
        made: list[QWidget] = []
        if self.notice.run is not None:
            action = QPushButton(self.notice.action)
            action.clicked.connect(self.notice.run)
            made.append(action)
        if self.notice.details:
            copy = button(theme, self.tr("Copy details"), "copy")
            copy.clicked.connect(self._copy)
            made.append(copy)
        close = icon_button(theme, "x", self.tr("Close this notice"), "text")
        close.clicked.connect(lambda: self.closed.emit(self))
        return [*made, close]

    @Slot()
    def _copy(self) -> None:
        notice = self.notice
        text = "\n".join(filter(None, (notice.title, notice.text, notice.details)))
        QApplication.clipboard().setText(text)


class NoticeArea(QWidget):
    """Holds the newest notices; the same notice is not shown twice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: list[NoticeBar] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is shown, the newest first."""
        return tuple(bar.notice for bar in self._bars)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice above the others."""
        for bar in tuple(self._bars):
            if (bar.notice.kind, bar.notice.title) == (notice.kind, notice.title):
                self._remove(bar)
        bar = NoticeBar(self._theme, notice)
        bar.closed.connect(self._remove)
        self._bars.insert(0, bar)
        self._layout.insertWidget(0, bar)
        self.show()
        for bar in self._bars[MOST_SHOWN:]:
            self._remove(bar)

    def show_error(self, error: AppError) -> None:
        self.show_notice(Notice(NoticeKind.ERROR, error.title, error.way_out, error.details))

    def clear(self) -> None:
        for bar in tuple(self._bars):
            self._remove(bar)

    @Slot(object)
    def _remove(self, bar: NoticeBar) -> None:
        self._bars.remove(bar)
        self._layout.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))
