"""The fields of a schema form that hold one value in a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from gui.translation import tr
from services.labeling.reading import one_line, read_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.domain.evidence import Slot
    from services.labeling.record_problems import Problem

UNDO = QKeySequence.StandardKey.Undo
REDO = QKeySequence.StandardKey.Redo
NEXT = QKeySequence.StandardKey.MoveToNextWord
PREVIOUS = QKeySequence.StandardKey.MoveToPreviousWord
NOTHING = "—"


class SchemaField(QObject):
    """`value` is None where the field says nothing; what cannot be read is its own text.

    `edited` says that the user changed it, `submitted` that the user is done with the form.
    """

    edited = Signal()
    submitted = Signal()

    editor: QWidget
    said = ""
    """How the words were read, where that is not how they were written."""

    def value(self) -> Any:
        raise LookupError("each kind of field has its own value")

    def show_value(self, value: Any) -> None:
        raise LookupError("each kind of field shows its own value")

    def take(self, slot: Slot, words: str) -> Any:
        """Take words that were marked in the text; the value that they became."""
        raise LookupError("each kind of field takes words its own way")

    def problem(self) -> str:
        """What is wrong that no schema can say, such as words with two meanings."""
        return ""

    def show_problems(self, problems: Sequence[Problem]) -> str:
        """Show what is wrong inside; what is left to say of the field as a whole."""
        return problems[0].text if problems else ""

    def show_absent(self, absent: bool) -> None:
        """Say in the empty field that the author looked, and that the text has nothing."""

    def take_focus(self) -> None:
        self.editor.setFocus()


class Line(QLineEdit):
    """Takes keys to undo, and to go by words, only where there is something; else the page does."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            nothing = (
                (event.matches(UNDO) and not self.isUndoAvailable())
                or (event.matches(REDO) and not self.isRedoAvailable())
                or (not self.text() and (event.matches(NEXT) or event.matches(PREVIOUS)))
            )
            if nothing:
                event.ignore()
                return False
        return super().event(event)


class LineField(SchemaField):
    """A text, a number or a date in a line; numbers and dates get one form when it is left."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        super().__init__()
        self._rules = rules
        self._shown: tuple[str, Any] = ("", None)
        self._line = Line()
        self._hint = self._line_hint()
        self._line.setPlaceholderText(self._hint)
        self._line.returnPressed.connect(self._submit)
        self._line.editingFinished.connect(self._settle)
        self._line.textEdited.connect(self._edit)
        self.editor = self._line

    def value(self) -> Any:
        text = self._line.text()
        if text == self._shown[0]:
            return self._shown[1]
        return read_words(self._rules, text).value if text.strip() else None

    def show_value(self, value: Any) -> None:
        self.said = ""
        self._line.setText("" if value is None else text_of(value))
        self._line.setCursorPosition(0)
        self._shown = (self._line.text(), value)

    def take(self, slot: Slot, words: str) -> Any:
        found = read_words(self._rules, words)
        self.show_value(found.value)
        if found.problem:
            self._shown = ("", None)
        self._say(one_line(words))
        return found.value

    def problem(self) -> str:
        text = self._line.text()
        known = text == self._shown[0]
        return "" if known or not text.strip() else read_words(self._rules, text).problem

    def show_absent(self, absent: bool) -> None:
        self._line.setPlaceholderText(not_in_the_text() if absent else self._hint)

    def _edit(self) -> None:
        self.said = ""
        self.edited.emit()

    def _submit(self) -> None:
        self._settle()
        self.submitted.emit()

    def _settle(self) -> None:
        """Show the value in its one form."""
        words = self._line.text()
        found = read_words(self._rules, words)
        if words == self._shown[0] or found.problem or not words.strip():
            return
        if text_of(found.value) != words:
            self.show_value(found.value)
            self._say(words.strip())
            self.edited.emit()

    def _say(self, words: str) -> None:
        text = self._line.text()
        if text != words:
            self.said = tr("“{words}” was read as {value}.").format(words=words, value=text)

    def _line_hint(self) -> str:
        if self._rules.get("format") == "date":
            return tr("YYYY-MM-DD")
        return ""


class Choice(QComboBox):
    """Turning the wheel scrolls the form; it never changes an answer on the way."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceField(SchemaField):
    """One of a list, or nothing."""

    def __init__(self, rules: Mapping[str, Any], choices: Sequence[tuple[str, Any]]) -> None:
        super().__init__()
        self._rules = rules
        self._own = len(choices) + 1
        self._combo = Choice()
        self._combo.addItem(NOTHING, None)
        for words, value in choices:
            self._combo.addItem(words, value)
        self._combo.activated.connect(self.edited)
        self.editor = self._combo

    def value(self) -> Any:
        return self._combo.currentData()

    def show_value(self, value: Any) -> None:
        while self._combo.count() > self._own:
            self._combo.removeItem(self._own)
        at = self._place_of(value)
        if at is None:
            self._combo.addItem(text_of(value), value)
            at = self._own
        self._combo.setCurrentIndex(at)

    def take(self, slot: Slot, words: str) -> Any:
        value = read_words(self._rules, words).value
        self.show_value(value)
        return value

    def show_absent(self, absent: bool) -> None:
        self._combo.setItemText(0, not_in_the_text() if absent else NOTHING)

    def _place_of(self, value: Any) -> int | None:
        for at in range(self._combo.count()):
            known = self._combo.itemData(at)
            if known == value and isinstance(known, bool) == isinstance(value, bool):
                return at
        return None


def text_of(value: Any) -> str:
    """A value as it is typed."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def not_in_the_text() -> str:
    """What stands in a field of which the author says so."""
    return tr("not in the text")
