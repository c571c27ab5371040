"""A schema made field by field, with real keys, and the three ways in step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from gui.widgets.schema_source import SchemaSource
from services.datasets.field_plans import FieldKind
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def source(qtbot: QtBot, theme: Theme) -> SchemaSource:
    made = SchemaSource(theme)
    qtbot.addWidget(made)
    made.resize(660, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def focus() -> Any:
    return QApplication.focusWidget()


def add(source: SchemaSource, name: str, kind: FieldKind = FieldKind.TEXT) -> None:
    fields = source.fields
    fields.add_button.setFocus()
    QTest.keyClick(fields.add_button, Qt.Key.Key_Space)
    QTest.keyClicks(focus(), name)
    choose(fields.details.kind, kind)


def choose(combo: QComboBox, kind: FieldKind) -> None:
    combo.setFocus()
    for _ in range(combo.findData(kind) - combo.currentIndex()):
        QTest.keyClick(combo, Qt.Key.Key_Down)


def press(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Space)


def test_a_schema_field_by_field(source: SchemaSource) -> None:
    details = source.fields.details
    add(source, "artist")
    press(details.required)
    add(source, "service", FieldKind.CHOICE)
    assert source._verdict.text().startswith("“service” has no options.")
    QTest.keyClicks(details.options, "Spotify")
    QTest.keyClick(details.options, Qt.Key.Key_Return)
    QTest.keyClicks(details.options, "Deezer")
    add(source, "songs", FieldKind.RECORD)
    press(details.many)
    press(source.fields.inside_button)
    QTest.keyClicks(focus(), "minutes")
    choose(details.kind, FieldKind.WHOLE)
    QTest.keyClicks(details.description, "How long it is.")
    assert source._verdict.text() == (
        "3 fields: artist (text), service (one of a list), songs (list of records)"
    )
    assert source.schema() == {
        "type": "object",
        "properties": {
            "artist": {"type": "string"},
            "service": {"type": "string", "enum": ["Spotify", "Deezer"]},
            "songs": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "minutes": {"type": "integer", "description": "How long it is."}
                    },
                    "required": [],
                },
            },
        },
        "required": ["artist"],
    }


def test_fields_are_moved_and_removed_by_keys(source: SchemaSource) -> None:
    for name in ("a", "b", "c"):
        add(source, name)
    tree = source.fields.tree
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Up, CONTROL)
    assert list(source.schema()["properties"]) == ["a", "c", "b"]
    QTest.keyClick(tree, Qt.Key.Key_Home)
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    assert list(source.schema()["properties"]) == ["c", "b"]


def test_another_type_and_back_keeps_what_is_inside(source: SchemaSource) -> None:
    add(source, "place", FieldKind.RECORD)
    press(source.fields.inside_button)
    QTest.keyClicks(focus(), "town")
    tree, kind = source.fields.tree, source.fields.details.kind
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Up)
    QTest.keyClick(kind, Qt.Key.Key_Home)
    assert source.schema()["properties"]["place"] == {"type": "string"}
    choose(kind, FieldKind.RECORD)
    assert list(source.schema()["properties"]["place"]["properties"]) == ["town"]


def test_an_example_makes_fields_to_go_on_with(source: SchemaSource) -> None:
    source.by_example.click()
    QTest.keyClicks(source.editor, '{"artist": "Ella", "year": 1956, "days": ["2026-05-03"]}')
    source.by_fields.click()
    kinds = {plan.name: (plan.kind, plan.many) for plan in source.fields.plans()}
    assert kinds == {
        "artist": (FieldKind.TEXT, False),
        "year": (FieldKind.WHOLE, False),
        "days": (FieldKind.DATE, True),
    }
    source.by_schema.click()
    assert json.loads(source.editor.toPlainText())["properties"]["year"] == {"type": "integer"}
    source.by_example.click()
    assert source.editor.toPlainText().startswith('{"artist"')


def test_text_that_is_no_schema_yet_is_not_lost(source: SchemaSource) -> None:
    source.by_schema.click()
    QTest.keyClicks(source.editor, '{"type": "obj')
    source.by_fields.click()
    with pytest.raises(AppError):
        source.schema()
    source.by_schema.click()
    assert source.editor.toPlainText() == '{"type": "obj'


def test_a_schema_that_is_only_looked_at_stays_the_same(source: SchemaSource) -> None:
    schema = {
        "type": "object",
        "properties": {"year": {"type": ["integer", "null"], "minimum": 1600}},
        "required": ["year"],
        "additionalProperties": False,
    }
    source.show_schema(schema)
    for way in (source.by_schema, source.by_fields):
        way.click()
        assert source.schema() == schema
