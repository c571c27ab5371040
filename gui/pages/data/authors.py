"""What there is to do with several authors: merge their files, see how far they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QToolButton

from gui.navigation import Page
from gui.pages.data.agreement_dialog import AgreementDialog
from gui.pages.data.merge_flow import MergeFlow
from gui.widgets.buttons import icon_button
from services.domain.example import ExampleFilter, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from gui.pages.data.finding import Counts
    from gui.widgets.page import PageWidget


class Authors(QObject):
    """A button with a menu; `asked_for` carries the ids of examples to show in the table."""

    asked_for = Signal(frozenset)

    def __init__(self, context: PageContext, page: PageWidget, then: Callable[[], None]) -> None:
        """`then` is called once a merge may have brought rows."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._disputed = 0
        self.merging = MergeFlow(context, page, then)
        name = self.tr("Several authors: merge their files, see how far they agree")
        self.button = icon_button(context.theme, "merge", name)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        self.merge_action = menu.addAction(self.tr("Merge another file…"), self.merging.ask)
        self.agreement_action = menu.addAction(self.tr("Agreement…"), self.show_agreement)
        self.button.setMenu(menu)

    def show_found(self, project: Counts) -> None:
        """How many rows wait to be settled."""
        self._disputed = project.by_state[State.DISPUTED]
        self.agreement_action.setEnabled(bool(project.total))

    @Slot()
    def show_agreement(self) -> None:
        dialog = AgreementDialog(self._context, self._disputed, self._page)
        dialog.rows_wanted.connect(self.asked_for)
        dialog.merge_wanted.connect(self.merging.ask)
        dialog.settling_wanted.connect(self._settle)
        dialog.open()

    @Slot()
    def _settle(self) -> None:
        self._context.navigation.go(Page.LABEL, ExampleFilter(state=State.DISPUTED))
