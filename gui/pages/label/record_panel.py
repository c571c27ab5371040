"""Where the record of an extraction is given: the form, beside the text that it is taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.field_colours import field_colour
from gui.widgets.labels import ElidedLabel
from gui.widgets.marked_text import ColouredWords, MarkedText
from gui.widgets.schema_form import FormDraft, SchemaForm
from services.domain.errors import AppError
from services.domain.evidence import Evidence
from services.labeling.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.theme import Theme


class RecordPanel(QWidget):
    """`answered` carries a record, `refused` an AppError; what is not saved is kept by example."""

    answered = Signal(object)
    refused = Signal(object)
    schema_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text: MarkedText | None = None
        self._schema: Mapping[str, Any] | None = None
        self._example = ""
        self._given: tuple[Mapping[str, Any], Evidence] | None = None
        self._sent: tuple[str, FormDraft | None] = ("", None)
        self._drafts: dict[str, FormDraft] = {}
        self.form = SchemaForm(theme)
        self.save_button = button(theme, self.tr("Save and go on"), "check", "primary")
        self.save_button.setToolTip(self.tr("Save the record (Ctrl+Enter)"))
        self.schema_button = button(theme, self.tr("Edit schema…"), "pencil", "ghost")
        self._build()

    def follow(self, text: MarkedText) -> None:
        """Fill fields from this text, and colour in it the words that stand in fields."""
        self._text = text
        self.form.changed.connect(self._colour)
        self.form.left.connect(text.setFocus)
        self._theme.changed.connect(self._colour)

    def show_schema(self, schema: Mapping[str, Any]) -> None:
        """Make the form anew, unless it is the same schema; what was typed stays."""
        if schema == self._schema:
            return
        self._keep_draft()
        self._schema = schema
        self._given = None
        self.form.show_schema(schema, KEYS)

    def show_record(
        self, example_id: str, record: Mapping[str, Any], evidence: Evidence | None = None
    ) -> None:
        """Show what stands of an example, and over it what was typed there and not saved."""
        given = (record, evidence or Evidence())
        if (example_id, given) == (self._example, self._given):
            self._colour()
            return
        if example_id != self._example:
            self._keep_draft()
        self._example, self._given = example_id, given
        self.form.show_record(*given)
        draft = self._drafts.pop(example_id, None)
        if draft is not None:
            self.form.show_draft(draft)

    def suggest(self, record: Mapping[str, Any]) -> None:
        """Put a suggested record into the form, where it can be changed and saved."""
        self.form.show_record(record, Evidence())
        self.form.focus_first()
        self._colour()

    def press(self, key: str) -> None:
        """Fill the field of a key with the marked words, or with none marked go there."""
        number = KEYS.index(key)
        if self._text is None or number >= len(self.form.slots):
            return
        marked = self._text.marked
        if marked is None:
            self.form.focus_field(number)
            return
        self.form.fill(number, marked.words, marked.start, marked.end)
        self._text.unmark()

    @Slot()
    def submit(self) -> None:
        """Give the record that the form holds."""
        try:
            record = self.form.record()
        except AppError as error:
            self.refused.emit(error)
            return
        self._sent = (self._example, self.form.draft())
        self.answered.emit(record)

    def _build(self) -> None:
        hint = self.tr("Mark words and press a field’s key.")
        footer = QHBoxLayout()
        footer.addWidget(ElidedLabel(hint, "small"), 1)
        footer.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.form, 1)
        layout.addLayout(footer)
        self.form.submitted.connect(self.submit)
        self.save_button.clicked.connect(self.submit)
        self.schema_button.clicked.connect(self.schema_asked)

    def _keep_draft(self) -> None:
        draft = self.form.draft()
        if draft is not None and (self._example, draft) != self._sent:
            self._drafts[self._example] = draft

    @Slot()
    def _colour(self) -> None:
        if self._text is not None:
            self._text.show_coloured(
                [
                    ColouredWords(
                        each.start, each.end, field_colour(self._theme, each.number), each.name
                    )
                    for each in self.form.filled()
                ]
            )
