"""Where label keys are caught: bare keys are labels, commands are Space, Backspace or Ctrl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from gui.pages.label.label_keys import key_index

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget


class LabelSurface(QObject):
    """Watches widgets that are not typed into, and says which keys were pressed there.

    Input methods are off on them, so that keys arrive bare while one for Korean or Japanese is on.
    """

    label_pressed = Signal(int)
    typed = Signal(str)
    skip_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.filtering = False

    def watch(self, widgets: Iterable[QWidget]) -> None:
        for widget in widgets:
            widget.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        bare = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if bare and event.key() == Qt.Key.Key_Space:
            self.skip_pressed.emit()
        elif bare and event.key() == Qt.Key.Key_Backspace:
            self.back_pressed.emit()
        elif (position := key_index(event)) is None:
            return False
        elif self.filtering:
            self.typed.emit(event.text())
        else:
            self.label_pressed.emit(position)
        return True
