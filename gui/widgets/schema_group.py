"""The fields of one record: of the whole form, of a record inside it, of each one of a list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import button, icon_button
from gui.widgets.labels import label
from gui.widgets.schema_fields import SchemaField
from gui.widgets.schema_plain import plain_field
from gui.widgets.schema_row import SchemaRow
from services.domain.evidence import value_at
from services.labeling.record_problems import Problem, place_words
from services.labeling.schema_reading import is_record, is_record_list, kind_of, may_be_null

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gui.widgets.schema_row import FieldKeys
    from services.domain.evidence import Path, Slot

EMPTY = {"array": list[Any], "object": dict[str, Any]}


class SchemaGroup(QWidget):
    """One row per property; what the schema does not name is kept as it came."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, rules: Mapping[str, Any], slot: Slot, keys: FieldKeys) -> None:
        super().__init__()
        self._rules = rules
        self._rest: dict[str, Any] = {}
        self.fields: dict[str, SchemaField] = {}
        self.rows: dict[str, SchemaRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for name, inside in rules.get("properties", {}).items():
            layout.addWidget(self._make_row(name, inside, (*slot, name), keys))

    def value(self) -> dict[str, Any]:
        """What the fields say; a field that says nothing is left out, or null if absent."""
        record = dict(self._rest)
        for name, field in self.fields.items():
            value = field.value()
            if value is not None:
                record[name] = value
            elif self.rows[name].absent:
                self._put_absent(name, record)
        return record

    def show_value(self, record: Mapping[str, Any], absent: Collection[Path] = ()) -> None:
        """Show a record; `absent` are the paths from here of fields that the text has not."""
        self._rest = {name: value for name, value in record.items() if name not in self.fields}
        for name, field in self.fields.items():
            inside = [path[1:] for path in absent if path[:1] == (name,)]
            if isinstance(field, RecordField | RecordsField):
                field.show_inside(record.get(name), inside)
            else:
                field.show_value(record.get(name))
            said = () in inside or (name in record and record[name] is None)
            self._show_absent(name, said and field.value() is None)
            self.rows[name].say("")

    def absent(self) -> list[Path]:
        """The paths from here of empty fields that the author says are not in the text."""
        found: list[Path] = []
        for name, field in self.fields.items():
            if self.rows[name].absent and field.value() is None:
                found.append((name,))
            elif isinstance(field, RecordField | RecordsField):
                found += [(name, *path) for path in field.absent()]
        return found

    def take(self, slot: Slot, words: str) -> Any:
        """Put marked words into a field; the value that they became."""
        name = slot[0]
        value = self.fields[name].take(slot[1:], words)
        self._show_absent(name, absent=False)
        return value

    def show_problems(self, problems: Sequence[Problem]) -> list[str]:
        """Show what is wrong at each field; what belongs to none of them is given back."""
        inside: defaultdict[str, list[Problem]] = defaultdict(list)
        for each in problems:
            name = str(each.path[0]) if each.path else ""
            inside[name if name in self.rows else ""].append(each)
        for name, row in self.rows.items():
            field = self.fields[name]
            below = [Problem(one.path[1:], one.text, one.missing) for one in inside[name]]
            row.say(field.problem() or field.show_problems(below), field.said)
        return [_told(one) for one in inside[""]]

    def unknown(self) -> list[str]:
        """The fields of the record of which the schema says nothing, though it does not say that
        there may be others."""
        closed = self._rules.get("additionalProperties") in (None, False)
        found = list(self._rest) if closed else []
        for name, field in self.fields.items():
            if isinstance(field, RecordField | RecordsField):
                inside = [one for group in field.groups_inside() for one in group.unknown()]
                found += [f"{name} › {one}" for one in dict.fromkeys(inside)]
        return found

    def own_problems(self) -> list[Problem]:
        """What is wrong that no schema can say, such as words with two meanings."""
        found: list[Problem] = []
        for name, field in self.fields.items():
            if isinstance(field, RecordField | RecordsField):
                inside = field.own_problems()
                found += [Problem((name, *one.path), one.text) for one in inside]
            elif problem := field.problem():
                found.append(Problem((name,), problem))
        return found

    def row_of(self, path: Path) -> SchemaRow | None:
        """The row of the field at a path, or of what holds it."""
        name = str(path[0]) if path else ""
        field = self.fields.get(name)
        if field is None:
            return None
        inside = field.row_of(path[1:]) if isinstance(field, RecordField | RecordsField) else None
        return inside or self.rows[name]

    def focus_first(self) -> None:
        for field in self.fields.values():
            field.take_focus()
            return

    def row_of_slot(self, slot: Slot) -> SchemaRow | None:
        """The row of a field, or of what holds it; in a list of records that of the last one."""
        field = self.fields.get(slot[0]) if slot else None
        if field is None:
            return None
        groups = field.groups_inside() if isinstance(field, RecordField | RecordsField) else ()
        inside = groups[-1].row_of_slot(slot[1:]) if groups else None
        return inside or self.rows[slot[0]]

    def toggle_absent(self, row: SchemaRow) -> None:
        """Say of one of these rows that the text has no such thing, or take it back."""
        name = next(name for name, known in self.rows.items() if known is row)
        self._set_absent(name, not row.absent)

    def _make_row(
        self, name: str, rules: Mapping[str, Any], slot: Slot, keys: FieldKeys
    ) -> SchemaRow:
        field = _field_for(rules, slot, keys)
        field.setParent(self)
        required = name in self._rules.get("required", ())
        help_ = str(rules.get("description", ""))
        row = SchemaRow(keys, slot, field.editor, help_, required=required)
        field.edited.connect(lambda: self._on_edited(name))
        field.submitted.connect(self.submitted)
        row.absent_toggled.connect(lambda said: self._set_absent(name, said))
        self.fields[name], self.rows[name] = field, row
        return row

    def _on_edited(self, name: str) -> None:
        if self.fields[name].value() is not None:
            self._show_absent(name, absent=False)
        self.edited.emit()

    def _set_absent(self, name: str, absent: bool) -> None:
        if absent:
            self.fields[name].show_value(None)
        self._show_absent(name, absent)
        self.edited.emit()

    def _show_absent(self, name: str, absent: bool) -> None:
        self.rows[name].absent_button.setChecked(absent)
        self.fields[name].show_absent(absent)

    def _put_absent(self, name: str, record: dict[str, Any]) -> None:
        """The value that says so, where the schema has one for it."""
        rules = self._rules["properties"][name]
        if may_be_null(rules):
            record[name] = None
        elif name in self._rules.get("required", ()) and (empty := EMPTY.get(kind_of(rules))):
            record[name] = empty()


class RecordField(SchemaField):
    """A record inside the record: its fields on an indented card."""

    def __init__(self, rules: Mapping[str, Any], slot: Slot, keys: FieldKeys) -> None:
        super().__init__()
        self._group = SchemaGroup(rules, slot, keys)
        self._group.edited.connect(self.edited)
        self._group.submitted.connect(self.submitted)
        self.editor = nested_card(self._group)

    def value(self) -> Any:
        return self._group.value() or None

    def show_value(self, value: Any) -> None:
        self.show_inside(value, ())

    def show_inside(self, value: Any, absent: Collection[Path]) -> None:
        self._group.show_value(value if isinstance(value, dict) else {}, absent)

    def take(self, slot: Slot, words: str) -> Any:
        return self._group.take(slot, words)

    def show_problems(self, problems: Sequence[Problem]) -> str:
        return " ".join(self._group.show_problems(problems))

    def absent(self) -> list[Path]:
        return self._group.absent()

    def own_problems(self) -> list[Problem]:
        return self._group.own_problems()

    def row_of(self, path: Path) -> SchemaRow | None:
        return self._group.row_of(path)

    def groups_inside(self) -> tuple[SchemaGroup, ...]:
        return (self._group,)

    def take_focus(self) -> None:
        self._group.focus_first()


class RecordsField(SchemaField):
    """A list of records: a card for each, with a button to remove it and one to add another."""

    def __init__(self, rules: Mapping[str, Any], slot: Slot, keys: FieldKeys) -> None:
        super().__init__()
        self._rules: Mapping[str, Any] = rules["items"]
        self._slot, self._keys = slot, keys
        self.groups: list[SchemaGroup] = []
        self._cards: list[QFrame] = []
        self.add_button = button(keys.theme, self.tr("Add another"), "plus")
        self.add_button.clicked.connect(self._add_by_hand)
        self.editor = QWidget()
        self._list = QVBoxLayout(self.editor)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self._list.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.editor.setFocusProxy(self.add_button)
        self._name_button()

    def value(self) -> Any:
        return [group.value() for group in self.groups] or None

    def show_value(self, value: Any) -> None:
        self.show_inside(value, ())

    def show_inside(self, value: Any, absent: Collection[Path]) -> None:
        items = value if isinstance(value, list) else [] if value is None else [value]
        while len(self.groups) > len(items):
            self._drop(len(self.groups) - 1)
        while len(self.groups) < len(items):
            self._add()
        for at, group in enumerate(self.groups):
            inside = [path[1:] for path in absent if path[:1] == (at,)]
            group.show_value(items[at] if isinstance(items[at], dict) else {}, inside)

    def take(self, slot: Slot, words: str) -> Any:
        """Into the last record of the list, or into a new one where it has that field already."""
        if not self.groups or value_at(self.groups[-1].value(), slot) is not None:
            self._add()
        return self.groups[-1].take(slot, words)

    def show_problems(self, problems: Sequence[Problem]) -> str:
        left = [one.text for one in problems if not one.path]
        for at, group in enumerate(self.groups):
            inside = [
                Problem(one.path[1:], one.text, one.missing)
                for one in problems
                if one.path[:1] == (at,)
            ]
            left += [f"{at + 1}: {words}" for words in group.show_problems(inside)]
        return " ".join(left)

    def absent(self) -> list[Path]:
        return [(at, *path) for at, group in enumerate(self.groups) for path in group.absent()]

    def own_problems(self) -> list[Problem]:
        return [
            Problem((at, *one.path), one.text)
            for at, group in enumerate(self.groups)
            for one in group.own_problems()
        ]

    def row_of(self, path: Path) -> SchemaRow | None:
        at = path[0] if path else None
        if not isinstance(at, int) or at >= len(self.groups):
            return None
        return self.groups[at].row_of(path[1:])

    def groups_inside(self) -> tuple[SchemaGroup, ...]:
        return tuple(self.groups)

    def take_focus(self) -> None:
        if self.groups:
            self.groups[0].focus_first()
        else:
            self.add_button.setFocus()

    def _add_by_hand(self) -> None:
        self._add().focus_first()
        self.edited.emit()

    def _add(self) -> SchemaGroup:
        group = SchemaGroup(self._rules, self._slot, self._keys)
        group.edited.connect(self.edited)
        group.submitted.connect(self.submitted)
        remove = icon_button(self._keys.theme, "trash-2", self.tr("Remove this one"))
        remove.clicked.connect(lambda: self._remove_by_hand(group))
        card = nested_card(group, remove, self._slot[-1])
        self.groups.append(group)
        self._cards.append(card)
        self._list.insertWidget(len(self._cards) - 1, card)
        self._name_button()
        return group

    def _remove_by_hand(self, group: SchemaGroup) -> None:
        self._drop(self.groups.index(group))
        self.add_button.setFocus()
        self.edited.emit()

    def _drop(self, at: int) -> None:
        self.groups.pop(at)
        card = self._cards.pop(at)
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._name_button()

    def _name_button(self) -> None:
        words = self.tr("Add another") if self.groups else self.tr("Add one")
        self.add_button.setText(words)
        self.add_button.setAccessibleName(f"{words}: {self._slot[-1]}")


def nested_card(group: SchemaGroup, remove: QWidget | None = None, title: str = "") -> QFrame:
    """Fields on an indented card."""
    card = QFrame()
    card.setObjectName("nested")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(12, 8, 8, 10)
    layout.setSpacing(6)
    if remove is not None:
        head = QHBoxLayout()
        head.addWidget(label(title, "small"), 1)
        head.addWidget(remove)
        layout.addLayout(head)
    layout.addWidget(group)
    return card


def _field_for(rules: Mapping[str, Any], slot: Slot, keys: FieldKeys) -> SchemaField:
    if is_record(rules):
        return RecordField(rules, slot, keys)
    if is_record_list(rules):
        return RecordsField(rules, slot, keys)
    return plain_field(rules)


def _told(problem: Problem) -> str:
    place = place_words(problem.path)
    return f"{place}: {problem.text}" if place else problem.text
