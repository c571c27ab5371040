"""The fields of a schema form that stand in a few lines: lists, and what is given as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from gui.translation import tr
from gui.widgets.schema_fields import REDO, UNDO, SchemaField, not_in_the_text, text_of
from services.labeling.reading import read_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.domain.evidence import Slot
    from services.labeling.record_problems import Problem

LINES_HEIGHT = 62


class Lines(QPlainTextEdit):
    """A few lines; Ctrl+Enter is done with the form."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(LINES_HEIGHT)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            known = self.document()
            nothing = (event.matches(UNDO) and not known.isUndoAvailable()) or (
                event.matches(REDO) and not known.isRedoAvailable()
            )
            if nothing:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class LinesField(SchemaField):
    """Something in a few lines."""

    hint = ""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, Any] = ("", None)
        self._lines = Lines()
        self._lines.setPlaceholderText(self.hint)
        self._lines.submitted.connect(self.submitted)
        self._lines.textChanged.connect(self.edited)
        self.editor = self._lines

    def show_value(self, value: Any) -> None:
        """Show without telling; what is not changed afterwards stays as it was given."""
        self._lines.blockSignals(True)
        self._lines.setPlainText(self._written(value))
        self._lines.blockSignals(False)
        self._shown = (self._lines.toPlainText(), value)

    def value(self) -> Any:
        text = self._lines.toPlainText()
        return self._shown[1] if text == self._shown[0] else self._read(text)

    def show_absent(self, absent: bool) -> None:
        self._lines.setPlaceholderText(not_in_the_text() if absent else self.hint)

    def _written(self, value: Any) -> str:
        raise LookupError("each kind of field writes its own lines")

    def _read(self, text: str) -> Any:
        raise LookupError("each kind of field reads its own lines")


class ListField(LinesField):
    """A list of texts, numbers, dates or choices, one a line."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.hint = tr("One a line")
        super().__init__()
        self._items: Mapping[str, Any] = rules.get("items", {})

    def take(self, slot: Slot, words: str) -> Any:
        value = read_words(self._items, words).value
        known = self.value()
        self.show_value([*(known if isinstance(known, list) else []), value])
        return value

    def _written(self, value: Any) -> str:
        items = value if isinstance(value, list) else [] if value is None else [value]
        return "\n".join(text_of(item) for item in items)

    def _read(self, text: str) -> Any:
        lines = [line for line in text.split("\n") if line.strip()]
        return [read_words(self._items, line).value for line in lines] or None

    def show_problems(self, problems: Sequence[Problem]) -> str:
        if not problems:
            return ""
        first = problems[0]
        return f"{int(first.path[0]) + 1}: {first.text}" if first.path else first.text


class JsonField(LinesField):
    """Anything else, as JSON."""

    def __init__(self) -> None:
        self.hint = "{ }"
        super().__init__()
        self._lines.setProperty("mono", True)

    def take(self, slot: Slot, words: str) -> Any:
        self.show_value(words)
        return words

    def problem(self) -> str:
        text = self._lines.toPlainText().strip()
        try:
            if text:
                json.dumps(json.loads(text), allow_nan=False)
        except (ValueError, RecursionError) as error:
            return tr("This is no JSON: {error}").format(error=error)
        return ""

    def _written(self, value: Any) -> str:
        return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)

    def _read(self, text: str) -> Any:
        try:
            return json.loads(text) if text.strip() else None
        except (ValueError, RecursionError):
            return text
