"""The fields of a schema form, by the type of a property."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from gui.translation import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

LINES_HEIGHT = 62


class SchemaField(QObject):
    """`value` is None where the field says nothing; it raises ValueError, in words."""

    submitted = Signal()

    editor: QWidget

    def value(self) -> Any:
        raise LookupError("each kind of field has its own value")

    def show_value(self, value: Any) -> None:
        raise LookupError("each kind of field shows its own value")

    def take(self, words: str) -> None:
        """Take words that were marked in the text."""
        self.show_value(words)


class LineField(SchemaField):
    """A text, or a number."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._line = QLineEdit()
        self._line.returnPressed.connect(self.submitted)
        self.editor = self._line

    def value(self) -> Any:
        text = self._line.text().strip()
        return read_text(self._kind, text) if text else None

    def show_value(self, value: Any) -> None:
        self._line.setText("" if value is None else str(value))
        self._line.setCursorPosition(0)


class ChoiceField(SchemaField):
    """One of a list, or nothing."""

    def __init__(self, choices: Sequence[tuple[str, Any]]) -> None:
        super().__init__()
        self._combo = QComboBox()
        self._combo.addItem("—", None)
        for words, value in choices:
            self._combo.addItem(words, value)
        self.editor = self._combo

    def value(self) -> Any:
        return self._combo.currentData()

    def show_value(self, value: Any) -> None:
        found = self._combo.findData(value)
        if found < 0:
            found = self._combo.findText(str(value), Qt.MatchFlag.MatchFixedString)
        self._combo.setCurrentIndex(max(found, 0))


class _Lines(QPlainTextEdit):
    """A few lines; Ctrl+Enter is done with the form."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(LINES_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class ListField(SchemaField):
    """A list of texts or numbers, one a line."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self._lines = _Lines()
        self._lines.setPlaceholderText(tr("One a line"))
        self._lines.submitted.connect(self.submitted)
        self.editor = self._lines

    def value(self) -> Any:
        lines = [line.strip() for line in self._lines.toPlainText().splitlines()]
        items = [line for line in lines if line]
        return [read_text(self._kind, item) for item in items] or None

    def show_value(self, value: Any) -> None:
        items = value if isinstance(value, list) else [] if value is None else [value]
        self._lines.setPlainText("\n".join(str(item) for item in items))

    def take(self, words: str) -> None:
        self.show_value([*(self.value() or []), words])


class JsonField(SchemaField):
    """Anything else, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Lines()
        self._lines.setProperty("mono", True)
        self._lines.setPlaceholderText("{ }")
        self._lines.submitted.connect(self.submitted)
        self.editor = self._lines

    def value(self) -> Any:
        text = self._lines.toPlainText().strip()
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError as error:
            raise ValueError(tr("This is no JSON: {error}").format(error=error)) from error

    def show_value(self, value: Any) -> None:
        self._lines.setPlainText(
            "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)
        )


def field_for(rules: Mapping[str, Any]) -> SchemaField:
    """The field that fits a property of a JSON schema; a nullable type counts as its type."""
    if "enum" in rules:
        return ChoiceField([(str(value), value) for value in rules["enum"] if value is not None])
    match kind_of(rules):
        case "boolean":
            return ChoiceField([(tr("yes"), True), (tr("no"), False)])
        case "array" if kind_of(rules.get("items", {})) in ("string", "integer", "number"):
            return ListField(kind_of(rules["items"]))
        case "object" | "array":
            return JsonField()
        case kind:
            return LineField(kind)


def kind_of(rules: Mapping[str, Any]) -> str:
    """The type of a property, null left out; a property without a type is a text."""
    kind = rules.get("type", "string")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "string")
    return str(kind)


def read_text(kind: str, text: str) -> str | int | float:
    """What was typed, as a value of the type. Raises ValueError, in words."""
    try:
        match kind:
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case _:
                return text
    except ValueError:
        problem = tr("Give a whole number.") if kind == "integer" else tr("Give a number.")
        raise ValueError(problem) from None
