"""Where label keys are caught: bare keys are labels, commands are Space, Backspace or Ctrl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from gui.widgets.label_keys import pressed_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget


class LabelSurface(QObject):
    """Watches widgets that are not typed into, and says which keys were pressed there.

    Input methods are off on them, so that keys arrive bare while one for Korean or Japanese is on.
    `filtering` says that letters are typed into the filter, `accepting` that Enter takes what is
    suggested.
    """

    label_pressed = Signal(str)
    typed = Signal(str)
    skip_pressed = Signal()
    back_pressed = Signal()
    accept_pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.filtering = False
        self.accepting = False

    def watch(self, widgets: Iterable[QWidget]) -> None:
        for widget in widgets:
            widget.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._command(event) or self._label(event)
        return super().eventFilter(watched, event)

    def _command(self, event: QKeyEvent) -> bool:
        modifiers = Qt.KeyboardModifier
        if event.modifiers() not in (modifiers.NoModifier, modifiers.KeypadModifier):
            return False
        match event.key():
            case Qt.Key.Key_Space:
                self.skip_pressed.emit()
            case Qt.Key.Key_Backspace:
                self.back_pressed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.accepting:
                self.accept_pressed.emit()
            case _:
                return False
        return True

    def _label(self, event: QKeyEvent) -> bool:
        key = pressed_key(event)
        if key is None:
            return False
        if self.filtering:
            self.typed.emit(event.text())
        else:
            self.label_pressed.emit(key)
        return True
