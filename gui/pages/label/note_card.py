"""A note on the example at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.widgets.buttons import icon_button
from gui.widgets.card import Card

if TYPE_CHECKING:
    from gui.theme import Theme

HEIGHT = 64


class NoteCard(Card):
    """`written` carries the id of the example and its note, when that was changed; `left` says
    that the user is done with writing, and `asked_for_answers` wants to see what was said."""

    written = Signal(str, str)
    left = Signal()
    asked_for_answers = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Note"), parent=parent)
        self._example_id = ""
        self._known = ""
        self.field = QPlainTextEdit()
        self.field.setFixedHeight(HEIGHT)
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(self.tr("Note on this example"))
        self.field.setPlaceholderText(self.tr("What to remember about this example  (Ctrl+M)"))
        self.field.installEventFilter(self)
        self.answers_button = icon_button(
            theme, "history", self.tr("What was said of this example (Ctrl+H)")
        )
        self.answers_button.clicked.connect(self.asked_for_answers)
        self.add_action(self.answers_button)
        self.add(self.field)

    def show_note(self, example_id: str, text: str) -> None:
        """Show the note of an example, unless it is being written just now."""
        if example_id == self._example_id and self.field.hasFocus():
            return
        self.keep()
        self._example_id, self._known = example_id, text
        if text != self.field.toPlainText():
            self.field.setPlainText(text)

    def keep(self) -> None:
        """Say that the note was written, if it was."""
        text = self.field.toPlainText().strip()
        if self._example_id and text != self._known:
            self._known = text
            self.written.emit(self._example_id, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            done = control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if done or event.key() == Qt.Key.Key_Escape:
                self.keep()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
