"""The guidelines beside the text: read, and edited where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from gui.widgets.buttons import icon_button
from gui.widgets.card import Card
from gui.widgets.markdown_view import MarkdownView

if TYPE_CHECKING:
    from gui.theme import Theme


class GuidelinesCard(Card):
    """`saved` carries the text when the user has changed it; `turned` says whether it is edited
    now."""

    saved = Signal(str)
    turned = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Guidelines"), parent=parent)
        self._text = ""
        self.reader = MarkdownView()
        self.editor = QPlainTextEdit()
        self._stack = QStackedWidget()
        self.edit_button = icon_button(
            theme, "pencil", self.tr("Edit the guidelines, or save them (Ctrl+G)")
        )
        self._build()

    @property
    def editing(self) -> bool:
        return self._stack.currentWidget() is self.editor

    def show_text(self, text: str) -> None:
        """Show the guidelines (Markdown), unless they are being edited."""
        self._text = text
        if not self.editing:
            self._read()

    @Slot()
    def turn(self) -> None:
        """From reading to editing, or back with what was written."""
        if not self.editing:
            self.editor.setPlainText(self._text)
            self._stack.setCurrentWidget(self.editor)
            self.editor.setFocus()
            self.turned.emit(True)
            return
        self._stack.setCurrentWidget(self.reader)
        self.turned.emit(False)
        if self.editor.toPlainText() != self._text:
            self.saved.emit(self.editor.toPlainText())
        self._read()

    def _build(self) -> None:
        for part in (self.reader, self.editor):
            self._stack.addWidget(part)
        self.reader.setAccessibleName(self.tr("Guidelines"))
        self.editor.setAccessibleName(self.tr("Guidelines, in Markdown"))
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(
            self.tr("When does which label apply? Write it down with an example for each.")
        )
        self.edit_button.clicked.connect(self.turn)
        self.add_action(self.edit_button)
        self.add(self._stack, stretch=1)

    def _read(self) -> None:
        text = self._text or self.tr(
            "No guidelines yet. Write down when each label applies, so that the same text always"
            " gets the same answer."
        )
        self.reader.show_markdown(text)
