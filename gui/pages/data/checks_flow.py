"""Checks from their button to the rows that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.background import Lane
from gui.pages.data.checks_dialog import ChecksDialog
from gui.pages.data.production_dialog import ProductionDialog
from gui.widgets.busy_dialog import BusyDialog
from gui.widgets.buttons import button

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.datasets.checking import ProductionLook


class ChecksFlow(QObject):
    """`asked_for` carries the ids of rows to show, in their order."""

    asked_for = Signal(object)

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._dialog: ChecksDialog | None = None
        self.button = button(context.theme, "", "circle-check", "ghost")
        self.button.setAccessibleName(self.tr("Checks"))
        self.button.setToolTip(
            self.tr("Copies across splits, likely wrong answers, rows unlike the rest (Ctrl+K)")
        )

    def show_words(self, *, shown: bool) -> None:
        """Where there is little room, the icon alone must do: it stands among the filters."""
        self.button.setText(self.tr("Checks…") if shown else "")

    @Slot()
    def open(self) -> None:
        self._dialog = dialog = ChecksDialog(self._context, self._page)
        dialog.asked_for.connect(self.asked_for)
        dialog.dropped.connect(self._compare)
        dialog.open()

    @Slot(object)
    def _compare(self, path: Path) -> None:
        checks = self._context.project.checks
        job = self._context.background.run(
            self.tr("Comparing {name}").format(name=path.name),
            lambda context: checks.production(path, context),
            owner=self,
            done=self._show,
            failed=lambda error: self._context.errors.show(error, self._dialog or self._page),
            lane=Lane.READ,
        )
        BusyDialog(self._context.theme, job, self._dialog or self._page).open()

    def _show(self, look: ProductionLook) -> None:
        ProductionDialog(self._context.theme, look, self._dialog or self._page).open()
