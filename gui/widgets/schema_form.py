"""A form made from a JSON schema, for the record of an extraction; and the record as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.json_edit import JsonEdit
from gui.widgets.labels import label
from gui.widgets.schema_group import SchemaGroup
from gui.widgets.schema_row import FieldKeys, SchemaRow
from gui.widgets.segmented import Segmented
from services.domain.errors import AppError
from services.domain.evidence import Evidence, MarkedValue, marked_values, placed, slot_of
from services.labeling.record_problems import MISSING, Problem, RecordCheck, place_words
from services.labeling.schema_reading import plain_schema, slots_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.theme import Theme
    from services.domain.evidence import Slot


VIEW_WIDTH = 132


@dataclass(frozen=True, slots=True)
class FilledWords:
    """A piece of the text (in code points) that stands in a field, and the field's number."""

    start: int
    end: int
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What stands in a form; `unreadable` is JSON that cannot be read yet."""

    record: dict[str, Any]
    evidence: Evidence
    unreadable: str = ""


class SchemaForm(QWidget):
    """One row per property; an empty field is absent from the record.

    `submitted` says that the user is done with the form (Ctrl+Enter, or Enter in a line),
    `changed` that it says something else, `left` that the user wants to be back at the text.
    """

    submitted = Signal()
    changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marked: list[MarkedValue] = []
        self._numbers: dict[Slot, int] = {}
        self._given = FormDraft({}, Evidence())
        self._check = RecordCheck({})
        self._group = SchemaGroup({}, (), FieldKeys(theme))
        self._plain = label("", "bad", wrap=True)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setAccessibleName(self.tr("Fields of the record"))
        self.json = JsonEdit(theme)
        self.view: Segmented[bool] = Segmented(
            self.tr("How the record is shown"), [(self.tr("Form"), False), (self.tr("JSON"), True)]
        )
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def hasHeightForWidth(self) -> bool:
        """What does not fit is scrolled to: the form must not push the text aside."""
        return False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._group.fields)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The fields that have values, those inside others too, in the order of their keys."""
        return tuple(self._numbers)

    @property
    def as_json(self) -> bool:
        """The record is shown as JSON."""
        return self._stack.currentIndex() == 1

    def show_schema(self, schema: Mapping[str, Any], keys: Sequence[str] = ()) -> None:
        """Make the fields anew; `keys` are shown before their names, in order."""
        rules = plain_schema(schema)
        self._numbers = {each: at for at, each in enumerate(slots_of(rules))}
        self._check = RecordCheck(schema)
        self._group = SchemaGroup(rules, (), FieldKeys(self._theme, keys, self._numbers))
        self._group.edited.connect(self._on_edited)
        self._group.submitted.connect(self.submitted)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._group)
        column.addStretch()
        self._area.setWidget(inside)
        self._marked = []
        self.show_record({})
        QTimer.singleShot(0, self, self._prepare)

    def show_record(self, record: Mapping[str, Any], evidence: Evidence | None = None) -> None:
        """Show a record, and where its values stand in the text."""
        said = evidence or Evidence()
        self._marked = list(marked_values(said, record))
        self._group.show_value(record, said.absent)
        self.json.show_record(record)
        self._show_problems(self._problems(record) if record else ())
        self._given = FormDraft(self.current(), self.evidence())
        self.changed.emit()

    def current(self) -> dict[str, Any]:
        """What the form says now, right or not."""
        return self.json.record() if self.as_json else self._group.value()

    def draft(self) -> FormDraft | None:
        """What the user put in and did not save; None where that is nothing."""
        now = FormDraft(self.current(), self.evidence(), self._unreadable())
        return None if now == self._given else now

    def show_draft(self, draft: FormDraft) -> None:
        """Go on with a draft; the record that was shown before stays what was saved."""
        given = self._given
        self.show_record(draft.record, draft.evidence)
        self._given = given
        if draft.unreadable:
            self._show_as(json=True)
            self.json.text.setPlainText(draft.unreadable)

    def evidence(self) -> Evidence:
        """Where the values stand in the text, and which fields are not in it."""
        return Evidence(placed(self._marked, self.current()), tuple(self._group.absent()))

    def filled(self) -> tuple[FilledWords, ...]:
        """The pieces of the text that stand in fields."""
        spans = placed(self._marked, self.current())
        return tuple(
            FilledWords(span.start, span.end, number, " › ".join(found))
            for span in spans
            if (number := self._numbers.get(found := slot_of(span.path))) is not None
        )

    def record(self) -> dict[str, Any]:
        """What the form says. Raises AppError, naming the field, for what the schema refuses."""
        if self.as_json and self.json.problem:
            self.json.text.setFocus()
            raise AppError(self.tr("This is not JSON yet."), self.json.problem)
        record = self.current()
        problems = self._show_problems(self._problems(record))
        if problems:
            self._raise(problems[0])
        return record

    def fill(self, number: int, words: str, start: int, end: int) -> None:
        """Put marked words into the field of a key; a list gets them as a further element.

        `start` and `end` are their place in the text, in code points.
        """
        wanted = self.slots[number]
        if self.as_json and not self._show_as(json=False):
            return
        value = self._group.take(wanted, words)
        self._marked.insert(0, MarkedValue(wanted, value, start, end))
        self._on_edited()
        self._reveal(wanted)

    def focus_first(self) -> None:
        if self.as_json:
            self.json.text.setFocus()
        else:
            self._group.focus_first()

    def focus_field(self, number: int) -> None:
        """Put the focus into the field of a key."""
        row = self._group.row_of_slot(self.slots[number])
        if row is not None and not self.as_json:
            row.editor.setFocus()
            self._area.ensureWidgetVisible(row)

    def _unreadable(self) -> str:
        broken = self.as_json and self.json.problem
        return self.json.text.toPlainText() if broken else ""

    @QtSlot()
    def toggle_absent(self) -> None:
        """Say of the field with the focus that it is not in the text, or take that back."""
        row = _row_around(QApplication.focusWidget())
        group = row.parentWidget() if row is not None else None
        if row is not None and isinstance(group, SchemaGroup):
            group.toggle_absent(row)

    @QtSlot()
    def turn(self) -> None:
        """Show the record as JSON, or as a form again."""
        self._show_as(json=not self.as_json)
        self.focus_first()

    def _build(self) -> None:
        self._plain.hide()
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plain)
        column.addWidget(self._area, 1)
        self._stack.addWidget(form)
        self._stack.addWidget(self.json)
        self.view.setMinimumWidth(VIEW_WIDTH)
        head = QHBoxLayout()
        head.addStretch()
        head.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.json.edited.connect(self._on_json)
        self.json.submitted.connect(self.submitted)
        self.view.chosen.connect(lambda json: self._show_as(json=json))
        for keys, call in (
            ("Ctrl+0", self.toggle_absent),
            ("Ctrl+J", self.turn),
            ("Esc", self.left.emit),
        ):
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(call)

    def _show_as(self, *, json: bool) -> bool:
        """Change between form and JSON; JSON that cannot be read stays until it is put right."""
        if not json and self.json.problem:
            self.view.choose(True)
            self.json.text.setFocus()
            return False
        if json and not self.as_json:
            self.json.show_record(self._group.value())
        self._stack.setCurrentIndex(int(json))
        self.view.choose(json)
        self._show_problems(self._live_problems())
        return True

    @QtSlot()
    def _prepare(self) -> None:
        self._check.prepare()

    @QtSlot()
    def _on_edited(self) -> None:
        self._show_problems(self._live_problems())
        self.changed.emit()

    @QtSlot()
    def _on_json(self) -> None:
        if not self.json.problem:
            absent = self._group.absent()
            self._group.show_value(self.json.record(), absent)
            self._show_problems(self._live_problems())
        self.changed.emit()

    def _problems(self, record: Mapping[str, Any]) -> list[Problem]:
        own = [] if self.as_json else self._group.own_problems()
        taken = {problem.path for problem in own}
        found = [one for one in self._check.problems(record) if one.path not in taken]
        return [*own, *(self._worded(one) for one in found)]

    def _live_problems(self) -> list[Problem]:
        """While the user types, what is still missing is no mistake yet."""
        return [one for one in self._problems(self.current()) if not one.missing]

    def _worded(self, problem: Problem) -> Problem:
        row = self._group.row_of(problem.path) if problem.missing else None
        if row is None or not row.absent or problem.text != MISSING:
            return problem
        words = self.tr("The schema wants this field: it cannot be absent.")
        return Problem(problem.path, words, missing=True)

    def _show_problems(self, problems: Sequence[Problem]) -> Sequence[Problem]:
        told = self._group.show_problems(problems)
        if not told and (unknown := self._group.unknown()):
            words = self.tr("Not in the schema, but kept: {names}. Take it out under JSON.")
            told = [words.format(names=", ".join(unknown))]
        self._show_plain(told)
        if self.as_json:
            told = (f"{place_words(one.path)}: {one.text}".lstrip(": ") for one in problems)
            self.json.say("\n".join(told))
        return problems

    def _show_plain(self, told: Sequence[str]) -> None:
        self._plain.setText(" ".join(told))
        self._plain.setVisible(bool(told))

    def _raise(self, problem: Problem) -> None:
        row = self._group.row_of(problem.path)
        if self.as_json:
            self.json.text.setFocus()
        elif row is not None:
            row.editor.setFocus()
            self._area.ensureWidgetVisible(row)
        place = place_words(problem.path)
        title = self.tr("“{name}” is not right yet.").format(name=place)
        raise AppError(title if place else self.tr("The record is not right yet."), problem.text)

    def _reveal(self, wanted: Slot) -> None:
        row = self._group.row_of_slot(wanted)
        if row is not None:
            self._area.ensureWidgetVisible(row)


def _row_around(widget: QWidget | None) -> SchemaRow | None:
    while widget is not None and not isinstance(widget, SchemaRow):
        widget = widget.parentWidget()
    return widget
