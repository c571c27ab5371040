"""The schema of an extraction: field by field, made from an example record, or pasted."""

from __future__ import annotations

import enum
import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.labels import label, set_role
from gui.widgets.schema_editor import SchemaEditor
from gui.widgets.schema_words import fields_in_words
from services.datasets.field_plans import plans_of, renames_of, schema_of
from services.datasets.schema_guess import checked_schema, guess_schema, read_records, read_schema
from services.domain.errors import AppError
from services.labeling.schema_reading import plain_schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from gui.theme import Theme
    from services.datasets.schema_guess import Schema
    from services.domain.evidence import Slot

HEIGHT = 216
EXAMPLE_RECORD = '{"artist": "Ella Fitzgerald", "year": 1956, "genres": ["jazz"]}'
EXAMPLE_SCHEMA = '{"type": "object", "properties": {"artist": {"type": "string"}}}'


class Way(enum.IntEnum):
    """How the schema is given; numbers of the buttons."""

    FIELDS = 0
    EXAMPLE = 1
    SCHEMA = 2


class SchemaSource(QWidget):
    """Says at each key what fields it finds, or what is wrong; the three ways go in step."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_fields = QRadioButton(self.tr("Field by field"))
        self.by_example = QRadioButton(self.tr("From an example record"))
        self.by_schema = QRadioButton(self.tr("JSON schema"))
        self._ways = QButtonGroup(self)
        for way, made in zip(Way, (self.by_fields, self.by_example, self.by_schema), strict=True):
            self._ways.addButton(made, way)
        self.by_fields.setChecked(True)
        self._base: Mapping[str, Any] | None = None
        self._way = Way.FIELDS
        self._texts: dict[Way, str] = {}
        self.fields = SchemaEditor(theme)
        self.editor = self._make_editor()
        self._stack = QStackedWidget()
        self._verdict = label("", "small", wrap=True)
        self._lay_out()
        self._ways.idToggled.connect(lambda way, on: on and self._go(Way(way)))
        self.fields.changed.connect(self._look)
        self._look()

    def schema(self) -> Schema:
        """The schema of what stands here. Raises AppError that says what is wrong."""
        match self._way:
            case Way.FIELDS:
                return checked_schema(schema_of(self.fields.plans(), self._base))
            case Way.SCHEMA:
                return read_schema(self.editor.toPlainText())
            case Way.EXAMPLE:
                return guess_schema(read_records(self.editor.toPlainText()))

    def renames(self) -> dict[Slot, str]:
        """Fields of the schema shown that got another name: new names by their old place."""
        return renames_of(self.fields.plans()) if self._way is Way.FIELDS else {}

    def show_schema(self, schema: Mapping[str, Any]) -> None:
        """Show a schema field by field."""
        plain = plain_schema(schema)
        self._base = plain
        self.fields.show_plans(plans_of(plain))
        self.by_fields.setChecked(True)
        self._look()

    def _go(self, way: Way) -> None:
        """Another way, with what was given so far where it can be shown that way."""
        known = self._known()
        if self._way is not Way.FIELDS:
            self._texts[self._way] = self.editor.toPlainText()
        self._way = way
        if known is not None and way is Way.FIELDS:
            self._base = plain_schema(known)
            self.fields.show_plans(plans_of(self._base))
        if way is not Way.FIELDS:
            shown = known is not None and way is Way.SCHEMA
            written = json.dumps(known, ensure_ascii=False, indent=2) if shown else ""
            self.editor.setPlainText(written or self._texts.get(way, ""))
        self._stack.setCurrentIndex(int(way is not Way.FIELDS))
        self._look()

    def _known(self) -> Schema | None:
        try:
            return self.schema()
        except AppError:
            return None

    def _make_editor(self) -> QPlainTextEdit:
        editor = QPlainTextEdit(tabChangesFocus=True)
        editor.setProperty("mono", True)
        editor.textChanged.connect(self._look)
        return editor

    def _lay_out(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(16)
        for made in self._ways.buttons():
            ways.addWidget(made)
        ways.addStretch()
        self._stack.addWidget(self.fields)
        self._stack.addWidget(self.editor)
        self._stack.setMinimumHeight(HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(ways)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._verdict)

    def _look(self) -> None:
        pasted = self._way is Way.SCHEMA
        self.editor.setPlaceholderText(EXAMPLE_SCHEMA if pasted else EXAMPLE_RECORD)
        self.editor.setAccessibleName(
            self.tr("JSON schema") if pasted else self.tr("Example record, or several, as JSON")
        )
        text, role = self._judgement()
        self._verdict.setText(text)
        set_role(self._verdict, role)
        self.changed.emit()

    def _judgement(self) -> tuple[str, str]:
        empty = not self.editor.toPlainText().strip()
        if self._way is Way.FIELDS and not self.fields.plans():
            return self.tr("Add the fields that you want to know of each text."), "small"
        if self._way is Way.EXAMPLE and empty:
            return (
                self.tr("One record as you want it, or several: the fields come from them."),
                "small",
            )
        if self._way is Way.SCHEMA and empty:
            return self.tr("The schema must be of an object with properties."), "small"
        try:
            return fields_in_words(self.schema()), "ok"
        except AppError as error:
            return f"{error.title} {error.way_out}", "bad"
