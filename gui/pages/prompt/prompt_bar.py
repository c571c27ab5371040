"""Which prompt is written: choose one, begin one, look at its versions, run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QWidget

from gui.pages.prompt.words import technique_name
from gui.widgets.buttons import button, icon_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.prompt import Prompt
    from services.prompts.starters import Starter


class PromptBar(QWidget):
    """`chosen` carries the Prompt to show, `begun` the Starter of a new one."""

    chosen = Signal(object)
    begun = Signal(object)
    versions_asked = Signal()
    run_asked = Signal()

    def __init__(
        self, theme: Theme, starters: Sequence[Starter], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.choice = QComboBox()
        self.versions = icon_button(theme, "history", self.tr("Versions (Ctrl+Shift+V)"))
        self.new = button(theme, self.tr("New"), "plus")
        self.run = button(theme, self.tr("Run over rows…"), "list")
        self.choice.setAccessibleName(self.tr("Prompt"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMaximumWidth(320)
        self.new.setMenu(self._starters_menu(starters))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.choice, self.versions, self.new, self.run):
            row.addWidget(part)
        self.choice.activated.connect(lambda _: self.chosen.emit(self.choice.currentData()))
        self.versions.clicked.connect(self.versions_asked)
        self.run.clicked.connect(self.run_asked)

    def show_prompts(self, prompts: Sequence[Prompt], shown: Prompt | None) -> None:
        """Offer prompts, without telling; `shown` is the one that is on the page."""
        self.choice.clear()
        for prompt in prompts:
            words = self.tr("{name} · {technique} · version {version}").format(
                name=prompt.name,
                technique=technique_name(prompt.technique),
                version=prompt.version,
            )
            self.choice.addItem(words, prompt)
            if shown is not None and prompt.id == shown.id:
                self.choice.setCurrentIndex(self.choice.count() - 1)

    def _starters_menu(self, starters: Sequence[Starter]) -> QMenu:
        menu = QMenu(self)
        for starter in starters:
            action = menu.addAction(self.tr("Layout {name}").format(name=starter.name))
            action.triggered.connect(lambda _, starter=starter: self.begun.emit(starter))
        return menu
