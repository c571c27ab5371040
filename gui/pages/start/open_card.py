"""The project that is open: go on with it, save a copy, close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.start.kind_choice import ICONS, kind_name
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import ElidedLabel, Pill

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.app import Workspace

ICON_SIZE = 20


class OpenCard(Card):
    """Shown above the recent projects while one is open."""

    asked_to_go_on = Signal()
    asked_for_copy = Signal()
    asked_to_close = Signal()

    def __init__(self, theme: Theme, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Open project"), parent=parent)
        task = workspace.task
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElidedLabel(task.name, "field"))
        middle = Qt.TextElideMode.ElideMiddle
        words.addWidget(ElidedLabel(str(workspace.path), "small", middle))
        self.go_on_button = button(theme, self.tr("Go on"), "arrow-right")
        self.go_on_button.clicked.connect(self.asked_to_go_on)
        self.copy_button = button(theme, self.tr("Save a copy…"), "copy")
        self.copy_button.clicked.connect(self.asked_for_copy)
        self.close_button = button(theme, self.tr("Close"))
        self.close_button.setAccessibleName(self.tr("Close the project"))
        self.close_button.clicked.connect(self.asked_to_close)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, ICONS[task.kind], "accent_text", ICON_SIZE))
        row.addLayout(words, 1)
        row.addWidget(Pill(kind_name(task.kind), PillKind.NEUTRAL))
        for made in (self.go_on_button, self.copy_button, self.close_button):
            row.addWidget(made)
        self.add(row)
