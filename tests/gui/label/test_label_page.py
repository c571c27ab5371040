"""Labelling by keyboard alone, with real keys on a real page over a real file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.navigation import NamedRows
from services.domain.example import ExampleFilter, State
from services.domain.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.pages.label.page import LabelPage

    OpenPage = Callable[[Task], LabelPage]

LABELS = ("billing", "delivery", "refund")
SCHEMA = {
    "type": "object",
    "required": ["artist"],
    "properties": {
        "artist": {"type": "string"},
        "year": {"type": "integer"},
        "service": {"enum": ["Spotify", "Deezer"]},
        "genres": {"type": "array", "items": {"type": "string"}},
        "live": {"type": ["boolean", "null"]},
    },
}


def press(page: LabelPage, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(page.focusWidget(), key, modifier or Qt.KeyboardModifier.NoModifier)


def shown(page: LabelPage) -> str:
    return page.text_card.text.toPlainText()


def answers(page: LabelPage) -> list[str | None]:
    project = page.context.project
    task = project.task
    examples = project.datasets.examples(project.datasets.rows(ExampleFilter()))
    golds = [each.gold for each in examples]
    found = [task.label_with_id(gold) if isinstance(gold, str) else None for gold in golds]
    return [label.name if label else None for label in found]


def test_a_key_answers_and_the_next_row_shows(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", LABELS))
    assert shown(page) == "Where is my parcel?"
    press(page, Qt.Key.Key_2)
    assert shown(page) == "환불해 주세요 😡"
    press(page, Qt.Key.Key_3)
    assert answers(page) == ["delivery", "refund", None, None]


def test_a_whole_queue_by_keys_ends_in_words(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", LABELS))
    for key in (Qt.Key.Key_1, Qt.Key.Key_Space, Qt.Key.Key_2, Qt.Key.Key_3):
        press(page, key)
    assert page.end.next_button.isVisible()
    assert answers(page) == ["billing", None, "delivery", "refund"]


def test_undo_and_redo_travel_across_rows(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", LABELS))
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(page, Qt.Key.Key_1)
    press(page, Qt.Key.Key_2)
    press(page, Qt.Key.Key_Z, control)
    assert shown(page) == "환불해 주세요 😡"
    press(page, Qt.Key.Key_Z, control)
    assert shown(page) == "Where is my parcel?"
    assert answers(page) == [None] * 4
    press(page, Qt.Key.Key_Z, control | shift)
    assert answers(page) == ["billing", None, None, None]


def test_going_back_shows_the_answer_and_a_key_replaces_it(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", LABELS))
    press(page, Qt.Key.Key_1)
    press(page, Qt.Key.Key_Backspace)
    assert shown(page) == "Where is my parcel?"
    assert [made.isChecked() for made in page.answer_card.labels.buttons()] == [True, False, False]
    press(page, Qt.Key.Key_3)
    assert answers(page)[0] == "refund"


def test_skip_and_flag_with_a_reason(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(Task.classification("Support", LABELS))
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(page, Qt.Key.Key_D, control | shift)
    qtbot.keyClicks(page.reason_bar.field, "unclear")
    press(page, Qt.Key.Key_Return)
    assert shown(page) == "Where is my parcel?"
    press(page, Qt.Key.Key_K, control)
    qtbot.keyClicks(page.reason_bar.field, "later")
    press(page, Qt.Key.Key_Return)
    project = page.context.project
    first = project.datasets.examples(project.datasets.rows(ExampleFilter()))[0]
    assert (first.flagged, first.flag_reason, first.state) == (True, "unclear", State.SKIPPED)
    assert shown(page) == "환불해 주세요 😡"


def test_escape_drops_the_reason_and_what_it_was_for(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", LABELS))
    press(page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    press(page, Qt.Key.Key_Escape)
    assert not page.reason_bar.isVisible()
    assert shown(page) == "Where is my parcel?"
    press(page, Qt.Key.Key_1)
    assert answers(page)[0] == "billing"


def test_a_click_answers_too(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(Task.classification("Support", LABELS))
    qtbot.mouseClick(page.answer_card.labels.buttons()[1], Qt.MouseButton.LeftButton)
    assert answers(page)[0] == "delivery"


def test_with_many_labels_typing_filters_and_enter_takes_the_first(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", [f"label {n}" for n in range(40)] + ["Zoo"]))
    press(page, Qt.Key.Key_Z)
    press(page, Qt.Key.Key_O)
    assert page.answer_card.labels.filter_field.text() == "zo"
    press(page, Qt.Key.Key_Return)
    assert answers(page)[0] == "Zoo"
    assert page.answer_card.labels.filter_field.text() == ""


def test_a_record_is_filled_in_by_keyboard(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(Task.extraction("Bookings", SCHEMA))
    qtbot.keyClicks(page.focusWidget(), "Mozart")
    press(page, Qt.Key.Key_Tab)
    qtbot.keyClicks(page.focusWidget(), "1791")
    press(page, Qt.Key.Key_Tab)
    press(page, Qt.Key.Key_Down)
    press(page, Qt.Key.Key_Tab)
    qtbot.keyClicks(page.focusWidget(), "opera")
    press(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    project = page.context.project
    gold = project.datasets.examples(project.datasets.rows(ExampleFilter()))[0].gold
    assert gold == {"artist": "Mozart", "year": 1791, "service": "Spotify", "genres": ["opera"]}
    assert shown(page) == "환불해 주세요 😡"


def test_a_value_of_the_wrong_type_is_told_where_it_stands(
    open_page: OpenPage, qtbot: QtBot
) -> None:
    page = open_page(Task.extraction("Bookings", SCHEMA))
    qtbot.keyClicks(page.focusWidget(), "Mozart")
    press(page, Qt.Key.Key_Tab)
    qtbot.keyClicks(page.focusWidget(), "soon")
    press(page, Qt.Key.Key_Return)
    assert page.focusWidget().accessibleDescription() == "Give a whole number."
    assert shown(page) == "Where is my parcel?"


def test_a_missing_required_field_is_told(open_page: OpenPage) -> None:
    page = open_page(Task.extraction("Bookings", SCHEMA))
    press(page, Qt.Key.Key_Return)
    assert page.notices.isVisible()
    assert shown(page) == "Where is my parcel?"


def test_marked_words_go_into_the_field_of_the_key(open_page: OpenPage) -> None:
    page = open_page(Task.extraction("Bookings", SCHEMA))
    text = page.text_card.text
    text.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(text, Qt.Key.Key_Right, shift)
    QTest.keyClick(text, Qt.Key.Key_1)
    assert page.answer_card.record.form.record() == {"artist": "Where"}


def test_guidelines_are_edited_in_place(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(Task.classification("Support", LABELS, "Old words."))
    control = Qt.KeyboardModifier.ControlModifier
    press(page, Qt.Key.Key_G, control)
    press(page, Qt.Key.Key_A, control)
    qtbot.keyClicks(page.guidelines.editor, "1 counts")
    press(page, Qt.Key.Key_G, control)
    assert page.context.project.task.guidelines == "1 counts"
    assert answers(page) == [None] * 4
    press(page, Qt.Key.Key_1)
    assert answers(page)[0] == "billing"


def test_opened_with_an_example_it_goes_there(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(Task.classification("Support", LABELS))
    project = page.context.project
    third = project.datasets.examples(project.datasets.rows(ExampleFilter()))[2]
    page.opened(third.id)
    qtbot.waitUntil(lambda: not page.busy)
    assert shown(page) == third.text
    page.opened(ExampleFilter(search="sign in"))
    qtbot.waitUntil(lambda: not page.busy)
    assert shown(page) == "I cannot sign in."


def test_rows_with_a_name_are_labelled_in_their_order(qtbot: QtBot, open_page: OpenPage) -> None:
    page = open_page(Task.classification("Tickets", LABELS))
    datasets = page.context.project.datasets
    found = datasets.examples(datasets.rows(ExampleFilter()))
    ids = (found[2].id, found[0].id)
    wanted = ExampleFilter(state=State.UNLABELLED, ids=frozenset(ids), ranked=ids)
    page.opened(NamedRows("Fewer than 4 of 5 votes", wanted))
    qtbot.waitUntil(lambda: not page.busy)
    assert page.queue_bar.chip.text() == "Fewer than 4 of 5 votes: 2"
    assert page.text_card.text.toPlainText() == found[2].text
    qtbot.mouseClick(page.queue_bar.chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.busy)
    assert not page.queue_bar.chip.isVisible()
