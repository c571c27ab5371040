"""The Settings page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.pages.settings.calls_card import CallsCard
from gui.pages.settings.connection_card import ConnectionCard
from gui.pages.settings.side_cards import AuthorCard, HelpCard, LookCard
from gui.widgets.keys import KeyHelp
from gui.widgets.page import PageWidget

if TYPE_CHECKING:
    from gui.page_context import PageContext

SIDE_WIDTH = 290
WIDEST = 1100


class SettingsPage(PageWidget):
    """Every change is saved at once; there is no button to confirm."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Settings"))
        self.set_subtitle(self.tr("Changes are saved at once"))
        self.connection = ConnectionCard(context)
        self.author = AuthorCard(context)
        self.look = LookCard(context)
        self.calls = CallsCard(context)
        self.help = HelpCard(context)
        self._build()

    def opened(self, query: object | None) -> None:
        self.connection.kind.button_of(self.connection.kind.value).setFocus()

    def keys(self) -> tuple[KeyHelp, ...]:
        return (
            KeyHelp(self.tr("Left, Right"), self.tr("Choose among a few, such as the connection")),
            KeyHelp(self.tr("Tab"), self.tr("Go to the next field; a field is saved on leaving")),
        )

    def _build(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(10)
        for card in (self.author, self.look, self.calls, self.help):
            card.setFixedWidth(SIDE_WIDTH)
            side.addWidget(card)
        side.addStretch()
        left = QVBoxLayout()
        left.addWidget(self.connection)
        left.addStretch()
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setMaximumWidth(WIDEST)
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(10)
        columns.addLayout(left, 1)
        columns.addLayout(side)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("Settings"))
        self.body.addWidget(area)
        # The lines get their places in the next round of the event loop.
        self.connection.checked.connect(
            lambda: QTimer.singleShot(0, self, lambda: self._show_results(area))
        )

    def _show_results(self, area: QScrollArea) -> None:
        """Bring the results into sight, the first line before the last."""
        lines = self.connection.results.lines
        for line in (lines[-1], self.connection.check) if lines else ():
            area.ensureWidgetVisible(line, 0, 12)
