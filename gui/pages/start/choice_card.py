"""One of several choices, each with an icon, a name and a line that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QSizePolicy

from gui.widgets.icon_label import IconLabel
from gui.widgets.labels import label
from gui.widgets.laid_button import LaidButton

if TYPE_CHECKING:
    from gui.theme import Theme

ICON_SIZE = 20


class ChoiceCard(LaidButton):
    """A checkable card; put several into an exclusive button group."""

    def __init__(self, theme: Theme, icon: str, title: str, text: str) -> None:
        super().__init__("card", QBoxLayout.Direction.TopToBottom)
        self._icon = icon
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._picture = IconLabel(theme, icon, "mute", ICON_SIZE)
        self.inside.setContentsMargins(14, 12, 14, 12)
        self.inside.setSpacing(4)
        self.inside.addWidget(self._picture)
        self.inside.addWidget(label(title, "field", wrap=True))
        self.inside.addWidget(label(text, "small", wrap=True))
        self.inside.addStretch()
        self.finish_building()
        self.toggled.connect(self._tint)

    @Slot(bool)
    def _tint(self, chosen: bool) -> None:
        self._picture.show_icon(self._icon, "accent_text" if chosen else "mute")
