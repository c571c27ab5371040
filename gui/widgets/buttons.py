"""Buttons in the program's dress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QToolButton

if TYPE_CHECKING:
    from gui.theme import Theme

Variant = Literal["", "primary", "ghost", "danger", "choice"]

# Qt leaves four pixels between icon and text; the wider frame of the icon adds two.
ICON_WITH_GAP = QSize(20, 16)
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
    made.setIconSize(QSize(16, 16))
    made.setToolTip(name)
    made.setAccessibleName(name)
    theme.dress(made, icon, token)
    return made
