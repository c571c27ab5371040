"""The rail at the left: pages, connection, what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.navigation import Page
from gui.widgets.advice_card import AdviceCard
from gui.widgets.connection_chip import ConnectionChip
from gui.widgets.job_strip import JobStrip

if TYPE_CHECKING:
    from gui.background import Background
    from gui.theme import Theme

WIDTH = 196
ICONS = {
    Page.DATA: "database",
    Page.LABEL: "tags",
    Page.PROMPT: "message-square-text",
    Page.TUNE: "sliders-horizontal",
    Page.EVALUATE: "chart-column",
    Page.REVIEW: "circle-alert",
    Page.SETTINGS: "settings",
}
PROJECT_PAGES = tuple(page for page in ICONS if page is not Page.SETTINGS)


class Rail(QWidget):
    """Says which page is wanted; it does not know the pages.

    Its buttons are in no exclusive group, since Tab would then stop at one of them only.
    """

    chosen = Signal(object)

    def __init__(self, background: Background, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._page = Page.START
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Pages"))
        self.chip = ConnectionChip()
        self.chip.clicked.connect(lambda: self.chosen.emit(Page.SETTINGS))
        self._project = QPushButton()
        self._project.setObjectName("project")
        self._project.clicked.connect(lambda: self.chosen.emit(Page.START))
        self.advice = AdviceCard(theme)
        self._buttons = {page: self._button(page, name) for page, name in self.names().items()}
        self._build(JobStrip(background, theme))
        self.show_project(None)

    def names(self) -> dict[Page, str]:
        """The pages with their names, in the order of work."""
        return {
            Page.DATA: self.tr("Data"),
            Page.LABEL: self.tr("Label"),
            Page.PROMPT: self.tr("Prompt"),
            Page.TUNE: self.tr("Tune"),
            Page.EVALUATE: self.tr("Evaluate"),
            Page.REVIEW: self.tr("Review"),
            Page.SETTINGS: self.tr("Settings"),
        }

    def button(self, page: Page) -> QToolButton:
        return self._buttons[page]

    def show_page(self, page: Page) -> None:
        """Mark the page that is shown; the start page has no button."""
        previous, self._page = self._page, page
        for one, button in self._buttons.items():
            button.setChecked(one is page)
        for one in (previous, page):
            if one in self._buttons:
                token = "accent_text" if one is page else "mute"
                self._theme.dress(self._buttons[one], ICONS[one], token)

    def show_project(self, name: str | None) -> None:
        """Show the open project's name; without one the pages that need it are disabled."""
        words = name or self.tr("Tunesmith")
        room = WIDTH - 38
        self._project.ensurePolished()
        self._project.setText(
            self._project.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        )
        self._project.setToolTip(self.tr("{name}: open another project").format(name=words))
        self._project.setAccessibleName(self.tr("Projects, now {name}").format(name=words))
        reason = "" if name else self.tr("Open or create a project first.")
        for number, page in enumerate(PROJECT_PAGES, 1):
            button = self._buttons[page]
            button.setEnabled(name is not None)
            button.setToolTip(reason or f"{button.accessibleName()} (Ctrl+{number})")

    def _button(self, page: Page, name: str) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setText(f"  {name}")
        button.setAccessibleName(name)
        button.setProperty("role", "nav")
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self.chosen.emit(page))
        self._theme.dress(button, ICONS[page])
        return button

    def _build(self, strip: JobStrip) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 12)
        layout.setSpacing(3)
        layout.addWidget(self._project)
        layout.addSpacing(4)
        for page in PROJECT_PAGES:
            layout.addWidget(self._buttons[page])
        layout.addStretch()
        layout.addWidget(self.advice)
        layout.addSpacing(4)
        layout.addWidget(strip)
        layout.addSpacing(4)
        layout.addWidget(self._buttons[Page.SETTINGS])
        layout.addSpacing(4)
        layout.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
