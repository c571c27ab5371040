"""How many model calls may be under way at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSpinBox

from gui.pages.settings.side_cards import save
from gui.widgets.card import Card
from gui.widgets.form import FormRow
from services.settings import MOST_AT_ONCE

if TYPE_CHECKING:
    from gui.page_context import PageContext


class CallsCard(Card):
    """The most; how many it really is follows what the service lets through."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(self.tr("Model calls"))
        self._context = context
        self.most = QSpinBox(minimum=1, maximum=MOST_AT_ONCE)
        self.most.setValue(context.settings.value.calls_at_once)
        help_ = self.tr(
            "A run begins with few, doubles them while the service answers and halves them when it"
            " asks for patience. Holds from the next project on."
        )
        self.add(FormRow(self.tr("At once, at most"), self.most, help_))
        self.most.editingFinished.connect(self._save)

    @Slot()
    def _save(self) -> None:
        if self.most.value() != self._context.settings.value.calls_at_once:
            save(self._context, self, calls_at_once=self.most.value())
