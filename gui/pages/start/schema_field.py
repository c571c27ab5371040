"""The schema of a new extraction: made from an example record, or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.pages.start.schema_words import fields_in_words
from gui.widgets.labels import label, set_role
from services.datasets.schema_guess import guess_schema, read_records, read_schema
from services.domain.errors import AppError

if TYPE_CHECKING:
    from services.datasets.schema_guess import Schema

HEIGHT = 150
EXAMPLE_RECORD = '{"artist": "Ella Fitzgerald", "year": 1956, "genres": ["jazz"]}'
EXAMPLE_SCHEMA = '{"type": "object", "properties": {"artist": {"type": "string"}}}'


class SchemaField(QWidget):
    """Says at each key what fields it finds, or what is wrong."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_example = QRadioButton(self.tr("From an example record"))
        self.by_schema = QRadioButton(self.tr("Paste a JSON schema"))
        self._ways = QButtonGroup(self)
        self._ways.addButton(self.by_example)
        self._ways.addButton(self.by_schema)
        self.by_example.setChecked(True)
        self._ways.buttonToggled.connect(lambda _, on: on and self._look())
        self.editor = self._make_editor()
        self._verdict = label("", "small", wrap=True)
        self._lay_out()
        self._look()

    def schema(self) -> Schema:
        """The schema of what stands here. Raises AppError that says what is wrong."""
        text = self.editor.toPlainText()
        if self.by_schema.isChecked():
            return read_schema(text)
        return guess_schema(read_records(text))

    def _make_editor(self) -> QPlainTextEdit:
        editor = QPlainTextEdit(tabChangesFocus=True)
        editor.setMinimumHeight(HEIGHT)
        editor.setProperty("mono", True)
        editor.textChanged.connect(self._look)
        return editor

    def _lay_out(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(16)
        ways.addWidget(self.by_example)
        ways.addWidget(self.by_schema)
        ways.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(ways)
        layout.addWidget(self.editor)
        layout.addWidget(self._verdict)

    def _look(self) -> None:
        pasted = self.by_schema.isChecked()
        self.editor.setPlaceholderText(EXAMPLE_SCHEMA if pasted else EXAMPLE_RECORD)
        self.editor.setAccessibleName(
            self.tr("JSON schema") if pasted else self.tr("Example record, or several, as JSON")
        )
        text, role = self._judgement(pasted)
        self._verdict.setText(text)
        set_role(self._verdict, role)
        self.changed.emit()

    def _judgement(self, pasted: bool) -> tuple[str, str]:
        if not self.editor.toPlainText().strip():
            return (
                self.tr("The schema must be of an object with properties.")
                if pasted
                else self.tr("One record as you want it, or several: the fields come from them."),
                "small",
            )
        try:
            return fields_in_words(self.schema()), "ok"
        except AppError as error:
            return f"{error.title} {error.way_out}", "bad"
