"""A record as a form and as JSON, with real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gui.widgets.schema_form import SchemaForm
from gui.widgets.schema_group import RecordsField
from services.domain.errors import AppError
from services.domain.evidence import Evidence, Span

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["artist"],
    "properties": {
        "artist": {"type": "string", "pattern": "^[A-Z]", "description": "Who plays."},
        "year": {"type": ["integer", "null"]},
        "day": {"type": "string", "format": "date"},
        "price": {"type": "number"},
        "live": {"type": "boolean"},
        "genres": {"type": "array", "items": {"enum": ["opera", "mass"]}},
        "place": {
            "type": "object",
            "required": ["town"],
            "properties": {"town": {"type": "string"}, "hall": {"type": "string"}},
        },
        "songs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "minutes": {"type": "integer"}},
            },
        },
    },
}
KEYS = "123456789abc"
RECORD: dict[str, Any] = {
    "artist": "Mozart",
    "year": None,
    "day": "1786-05-01",
    "price": 2.5,
    "live": True,
    "genres": ["opera", "mass"],
    "place": {"town": "Wien", "seats": 3},
    "songs": [{"title": "Dove sono", "minutes": 5}, {"title": "Porgi, amor"}],
    "mood": {"sad": [1]},
}
CONTROL = Qt.KeyboardModifier.ControlModifier
SLOTS: list[tuple[str, ...]] = [
    ("artist",), ("year",), ("day",), ("price",), ("live",), ("genres",),
    ("place", "town"), ("place", "hall"), ("songs", "title"), ("songs", "minutes"),
]  # fmt: skip


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> SchemaForm:
    made = SchemaForm(theme)
    qtbot.addWidget(made)
    made.show_schema(SCHEMA, KEYS)
    made.resize(500, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.focus_first()
    return made


def focus() -> Any:
    return QApplication.focusWidget()


def go_to(form: SchemaForm, name: str) -> Any:
    form.focus_field(SLOTS.index(tuple(name.split("."))))
    return focus()


def type_into(form: SchemaForm, name: str, words: str) -> Any:
    field = go_to(form, name)
    field.selectAll()
    QTest.keyClicks(field, words)
    return field


def test_a_record_survives_the_form_and_the_json(form: SchemaForm) -> None:
    form.show_record(RECORD)
    assert form.record() == RECORD
    assert form.draft() is None
    form.turn()
    assert form.record() == RECORD
    form.turn()
    assert form.record() == RECORD


def test_values_get_one_form_and_it_is_said(form: SchemaForm) -> None:
    type_into(form, "artist", "Mozart")
    year = type_into(form, "year", "1 791")
    day = type_into(form, "day", "3 May 2026")
    QTest.keyClick(day, Qt.Key.Key_Tab)
    assert year.text() == "1791"
    assert day.accessibleDescription() == "“3 May 2026” was read as 2026-05-03."
    assert form.record() == {"artist": "Mozart", "year": 1791, "day": "2026-05-03"}


def test_what_is_wrong_is_said_while_one_types(form: SchemaForm) -> None:
    artist = type_into(form, "artist", "mozart")
    assert artist.accessibleDescription() == "This must match the pattern ^[A-Z]."
    type_into(form, "artist", "Mozart")
    assert artist.accessibleDescription() == "Who plays."
    year = type_into(form, "year", "soon")
    assert year.accessibleDescription() == "Give a whole number."
    day = type_into(form, "day", "3/5/2026")
    assert day.accessibleDescription().startswith("This can be read in two ways")


def test_what_is_missing_is_said_at_the_end_and_gets_the_focus(form: SchemaForm) -> None:
    town = go_to(form, "place.town")
    hall = type_into(form, "place.hall", "Burgtheater")
    assert town.accessibleDescription() == ""
    type_into(form, "artist", "Mozart")
    hall.setFocus()
    with pytest.raises(AppError, match="“place › town” is not right yet"):
        form.record()
    assert focus() is town
    assert town.accessibleDescription() == "Fill this in."


def test_a_field_can_be_said_to_be_absent(form: SchemaForm) -> None:
    type_into(form, "artist", "Mozart")
    for name in ("year", "day", "place.town"):
        QTest.keyClick(go_to(form, name), Qt.Key.Key_0, CONTROL)
    assert form.current() == {"artist": "Mozart", "year": None}
    assert form.evidence().absent == (("year",), ("day",), ("place", "town"))
    type_into(form, "day", "2026-05-03")
    QTest.keyClick(go_to(form, "place.town"), Qt.Key.Key_0, CONTROL)
    assert form.evidence().absent == (("year",),)
    said = form.evidence()
    form.show_record(form.current(), said)
    assert form.evidence() == said


def test_what_the_schema_wants_cannot_be_absent(form: SchemaForm) -> None:
    QTest.keyClick(go_to(form, "artist"), Qt.Key.Key_0, CONTROL)
    with pytest.raises(AppError) as told:
        form.record()
    assert told.value.way_out == "The schema wants this field: it cannot be absent."


def test_keys_fill_fields_and_lists_grow(form: SchemaForm) -> None:
    assert list(form.slots) == SLOTS
    for slot, words, start in (
        (("artist",), "Mozart", 0),
        (("genres",), "Opera", 10),
        (("genres",), "mass", 20),
        (("songs", "title"), "Dove sono", 30),
        (("songs", "minutes"), "five", 40),
        (("songs", "title"), "Porgi, amor", 50),
        (("place", "town"), "Wien", 70),
    ):
        form.fill(SLOTS.index(slot), words, start, start + len(words))
    assert form.record() == {
        "artist": "Mozart",
        "genres": ["opera", "mass"],
        "songs": [{"title": "Dove sono", "minutes": 5}, {"title": "Porgi, amor"}],
        "place": {"town": "Wien"},
    }
    assert {(span.path, span.start) for span in form.evidence().spans} == {
        (("artist",), 0),
        (("genres", 0), 10),
        (("genres", 1), 20),
        (("songs", 0, "title"), 30),
        (("songs", 0, "minutes"), 40),
        (("songs", 1, "title"), 50),
        (("place", "town"), 70),
    }


def test_spans_follow_what_is_edited(form: SchemaForm, qtbot: QtBot) -> None:
    for words, start in (("Dove sono", 0), ("Porgi, amor", 20)):
        form.fill(SLOTS.index(("songs", "title")), words, start, start + len(words))
    form.fill(0, "Mozart", 40, 46)
    form.fill(0, "Mozart", 50, 56)
    assert [each.start for each in form.filled() if each.name == "artist"] == [50]
    type_into(form, "artist", "W. A. Mozart")
    songs = form._group.fields["songs"]
    assert isinstance(songs, RecordsField)
    remove = songs._cards[0].findChild(type(form._group.rows["artist"].absent_button))
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert form.evidence() == Evidence((Span(("songs", 0, "title"), 20, 31),))


def test_records_are_added_by_keyboard(form: SchemaForm) -> None:
    songs = form._group.fields["songs"]
    assert isinstance(songs, RecordsField)
    songs.add_button.setFocus()
    QTest.keyClick(songs.add_button, Qt.Key.Key_Space)
    assert isinstance(focus(), QLineEdit)
    QTest.keyClicks(focus(), "Dove sono")
    assert form.current() == {"songs": [{"title": "Dove sono"}]}


def test_json_goes_in_step_and_broken_json_stays(form: SchemaForm) -> None:
    form.show_record({"artist": "Mozart"})
    QTest.keyClick(focus(), Qt.Key.Key_J, CONTROL)
    text = form.json.text
    assert focus() is text
    QTest.keyClick(text, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(text, '{"artist": "Haydn", "year": ')
    assert form.json.note == "Line 1, column 29: Expecting value"
    QTest.keyClick(text, Qt.Key.Key_J, CONTROL)
    assert form.as_json
    assert text.toPlainText() == '{"artist": "Haydn", "year": '
    with pytest.raises(AppError, match="not JSON yet"):
        form.record()
    kept = form.draft()
    form.show_record({"artist": "Bach"})
    assert kept is not None
    form.show_draft(kept)
    assert text.toPlainText() == '{"artist": "Haydn", "year": '
    QTest.keyClick(text, Qt.Key.Key_End, CONTROL)
    QTest.keyClicks(text, '"x"}')
    assert form.json.note == "year: Give a whole number."
    QTest.keyClick(text, Qt.Key.Key_J, CONTROL)
    assert not form.as_json
    assert form.current() == {"artist": "Haydn", "year": "x"}
    assert go_to(form, "year").text() == "x"


def test_a_field_of_which_the_schema_says_nothing_is_told(
    qtbot: QtBot, theme: Theme, form: SchemaForm
) -> None:
    form.show_schema(SCHEMA | {"additionalProperties": False})
    form.show_record({"artist": "Mozart", "mood": "sad"})
    with pytest.raises(AppError) as told:
        form.record()
    assert told.value.way_out == "The schema has no field “mood”."
    assert form._plain.isVisible()


def test_what_the_schema_does_not_name_is_kept_and_told(form: SchemaForm) -> None:
    record = {"artist": "Mozart", "mood": "sad", "songs": [{"title": "a", "key": "C"}]}
    form.show_record(record)
    assert form._plain.text() == (
        "Not in the schema, but kept: mood, songs › key. Take it out under JSON."
    )
    assert form.record() == record


def test_the_wheel_does_not_change_a_choice(form: SchemaForm) -> None:
    form.show_record({"artist": "Mozart", "live": True})
    live = go_to(form, "live")
    position = live.rect().center()
    event = QWheelEvent(
        position.toPointF(), live.mapToGlobal(position).toPointF(), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(live, event)
    assert form.record() == {"artist": "Mozart", "live": True}


@pytest.mark.parametrize("text", ['{"price": NaN}', '{"price": 1e999}', '["a"]', "[" * 9000])
def test_json_that_is_no_record_is_told(form: SchemaForm, text: str) -> None:
    form.turn()
    form.json.text.setPlainText(text)
    assert form.json.note
    with pytest.raises(AppError, match="not JSON yet"):
        form.record()
