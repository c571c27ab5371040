"""Buttons in the program's dress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QToolButton

from gui.theme import BESIDE_TEXT

if TYPE_CHECKING:
    from gui.theme import Theme

Variant = Literal["", "primary", "ghost", "danger", "choice"]

ICON_HEIGHT = 16
# Qt leaves four pixels between icon and text; the picture of the icon ends in four more.
ICON_WITH_GAP = QSize(round(ICON_HEIGHT * BESIDE_TEXT), ICON_HEIGHT)
ICON_TOKENS = {
    "": "text",
    "primary": "on_fill",
    "ghost": "accent_text",
    "danger": "bad",
    "choice": "mute",
}


def button(theme: Theme, text: str, icon: str = "", variant: Variant = "") -> QPushButton:
    """A push button; a page has one primary button at most."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if variant:
        made.setProperty("variant", variant)
    if icon:
        made.setIconSize(ICON_WITH_GAP)
        theme.dress(made, icon, ICON_TOKENS[variant])
    return made


def icon_button(theme: Theme, icon: str, name: str, token: str = "mute") -> QToolButton:  # noqa: S107
    """A button that shows an icon alone; `name` is its tooltip and what a screen reader says."""
    made = QToolButton()
    made.setIconSize(QSize(ICON_HEIGHT, ICON_HEIGHT))
    made.setToolTip(name)
    made.setAccessibleName(name)
    theme.dress(made, icon, token)
    return made
