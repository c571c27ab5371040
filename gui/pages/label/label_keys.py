"""Which key is which label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
"""Bare digits and letters; with more labels than these, typing filters instead."""


def key_index(event: QKeyEvent) -> int | None:
    """The position of the label that a key press means; None when it means none."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if event.modifiers() & (command | Qt.KeyboardModifier.MetaModifier):
        return None
    text = event.text().casefold()
    return KEYS.index(text) if len(text) == 1 and text in KEYS else None
