"""A form made from a JSON schema, for the record of an extraction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.widgets.form import FormRow
from gui.widgets.schema_fields import SchemaField, field_for
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme


class SchemaForm(QWidget):
    """One row per property; an empty field is absent from the record.

    `submitted` says that the user is done with the form (Ctrl+Enter, or Enter in a line).
    """

    submitted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fields: dict[str, SchemaField] = {}
        self._rows: dict[str, FormRow] = {}
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(12)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(self._inside)
        area.setAccessibleName(self.tr("Fields of the record"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._fields)

    def show_schema(self, schema: Mapping[str, Any], keys: Sequence[str] = ()) -> None:
        """Make the fields anew; `keys` are shown before their names, in order."""
        self._clear()
        required = schema.get("required", ())
        for at, (name, rules) in enumerate(schema.get("properties", {}).items()):
            made = field_for(rules if isinstance(rules, Mapping) else {})
            made.submitted.connect(self.submitted)
            key = f"{keys[at].upper()}   " if at < len(keys) else ""
            mark = " *" if name in required else ""
            row = FormRow(f"{key}{name}{mark}", made.editor, str(rules.get("description", "")))
            made.editor.setAccessibleName(name)
            self._fields[name] = made
            self._rows[name] = row
            self._list.addWidget(row)
        self._list.addStretch()

    def show_record(self, record: Mapping[str, Any]) -> None:
        for name, field in self._fields.items():
            self._rows[name].set_problem("")
            field.show_value(record.get(name))

    def record(self) -> dict[str, Any]:
        """What the fields say. Raises AppError, naming the field, for what cannot be read."""
        record: dict[str, Any] = {}
        for name, field in self._fields.items():
            try:
                value = field.value()
            except ValueError as error:
                self._rows[name].set_problem(str(error))
                field.editor.setFocus()
                raise AppError(
                    self.tr("“{name}” cannot be read.").format(name=name), str(error)
                ) from error
            self._rows[name].set_problem("")
            if value is not None:
                record[name] = value
        return record

    def fill(self, name: str, words: str) -> None:
        """Put marked words into a field; a list gets them as a further item."""
        self._fields[name].take(words)

    def focus_first(self) -> None:
        for field in self._fields.values():
            field.editor.setFocus()
            return

    def _clear(self) -> None:
        self._fields.clear()
        self._rows.clear()
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
