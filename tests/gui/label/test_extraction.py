"""Records taken from the text by keys; what is marked stays marked; the schema can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.navigation import Page
from gui.pages.label.schema_dialog import SchemaDialog
from services.domain.evidence import Evidence, Span
from services.domain.example import ExampleFilter
from services.domain.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.pages.label.page import LabelPage
    from services.domain.example import Example

    OpenPage = Callable[[Task], LabelPage]

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "what": {"type": "string"},
        "words": {"type": "array", "items": {"type": "string"}},
        "place": {"type": "object", "properties": {"town": {"type": "string"}}},
    },
}
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def focus() -> Any:
    return QApplication.focusWidget()


def extraction(schema: dict[str, Any] = SCHEMA) -> Task:
    return Task.extraction("Requests", schema)


def examples(page: LabelPage) -> list[Example]:
    datasets = page.context.project.datasets
    return datasets.examples(datasets.rows(ExampleFilter()))


def mark_word(page: LabelPage, number: int, key: Any) -> None:
    """Mark a word of the text by keys, and press the key of a field."""
    text = page.text_card.text
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Home, CONTROL)
    for _ in range(number):
        QTest.keyClick(text, Qt.Key.Key_Right, ALT)
    QTest.keyClick(text, Qt.Key.Key_Right, ALT | SHIFT)
    QTest.keyClick(text, key)


def coloured(page: LabelPage) -> list[str]:
    return [each.cursor.selectedText() for each in page.text_card.text.extraSelections()]


def save(page: LabelPage) -> None:
    QTest.keyClick(focus(), Qt.Key.Key_Return, CONTROL)


def test_words_are_marked_saved_and_shown_again(open_page: OpenPage) -> None:
    page = open_page(extraction())
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Right, CONTROL)
    assert page.text_card.text.toPlainText() == "환불해 주세요 😡"
    mark_word(page, 0, "1")
    mark_word(page, 1, "2")
    mark_word(page, 2, "2")
    mark_word(page, 2, "3")
    assert sorted(coloured(page)) == sorted(["환불해", "주세요", "😡", "😡"])
    save(page)
    second = examples(page)[1]
    assert second.gold == {"what": "환불해", "words": ["주세요", "😡"], "place": {"town": "😡"}}
    found = page.context.project.labeling.mark(second.id).evidence
    assert set(found.spans) == {
        Span(("what",), 0, 3),
        Span(("words", 0), 4, 7),
        Span(("words", 1), 8, 9),
        Span(("place", "town"), 8, 9),
    }
    assert page.text_card.text.toPlainText() == "الطلب متأخر"
    assert coloured(page) == []
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Left, CONTROL)
    assert sorted(coloured(page)) == sorted(["환불해", "주세요", "😡", "😡"])
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Z, CONTROL)
    assert coloured(page) == []


def test_a_key_without_marked_words_goes_to_its_field_and_escape_comes_back(
    open_page: OpenPage,
) -> None:
    page = open_page(extraction())
    text = page.text_card.text
    text.setFocus()
    QTest.keyClicks(text, "3")
    field = focus()
    assert field.accessibleName() == "place › town"
    QTest.keyClick(field, Qt.Key.Key_0, CONTROL)
    save(page)
    first = examples(page)[0]
    assert first.gold == {}
    marked = page.context.project.labeling.mark(first.id)
    assert marked.evidence == Evidence(absent=(("place", "town"),))
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Escape)
    assert focus() is text


def test_a_flag_leaves_what_was_typed(open_page: OpenPage) -> None:
    page = open_page(extraction())
    mark_word(page, 0, "1")
    QTest.keyClick(page.text_card.text, Qt.Key.Key_D, CONTROL)
    assert examples(page)[0].flagged
    assert page.answer_card.record.form.current() == {"what": "Where"}
    assert coloured(page) == ["Where"]


def test_the_draft_of_a_row_comes_back_with_its_marks(open_page: OpenPage) -> None:
    page = open_page(extraction())
    mark_word(page, 0, "1")
    page.walk.step(1)
    assert page.answer_card.record.form.current() == {}
    page.walk.step(-1)
    assert page.answer_card.record.form.current() == {"what": "Where"}
    assert coloured(page) == ["Where"]
    page.context.project.labeling.set_guidelines("New words.")
    assert page.answer_card.record.form.current() == {"what": "Where"}
    save(page)
    page.walk.step(-1)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Z, CONTROL)
    assert page.answer_card.record.form.current() == {}


def test_a_changed_schema_names_the_answers_that_do_not_fit(
    open_page: OpenPage, qtbot: QtBot
) -> None:
    page = open_page(extraction())
    for number in range(2):
        mark_word(page, number, "1")
        save(page)
    qtbot.mouseClick(page.answer_card.record.schema_button, Qt.MouseButton.LeftButton)
    dialog = page.window().findChild(SchemaDialog)
    assert dialog is not None
    fields = dialog.source.fields
    fields.details.pattern.setFocus()
    QTest.keyClicks(fields.details.pattern, "^W")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.impact.text().startswith("The answer of 1 example does not fit.")
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    (notice,) = page.notices.notices
    assert notice.title == "1 answered example does not fit the new schema."
    assert notice.run is not None
    with qtbot.waitSignal(page.context.navigation.requested) as asked:
        notice.run()
    wanted = asked.args[1]
    assert asked.args[0] is Page.LABEL
    assert wanted == ExampleFilter(ids=frozenset({examples(page)[1].id}))
    page.opened(wanted)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.text_card.text.toPlainText() == examples(page)[1].text
    what = page.answer_card.record.form._group.rows["what"]
    assert what.note == "This must match the pattern ^W."
    assert page.context.project.history.undo_title == "Change the schema"
    page.context.project.history.undo()
    assert page.context.project.task.schema == SCHEMA


def test_a_field_with_another_name_takes_its_answers_along(
    open_page: OpenPage, qtbot: QtBot
) -> None:
    page = open_page(extraction())
    mark_word(page, 0, "1")
    save(page)
    qtbot.mouseClick(page.answer_card.record.schema_button, Qt.MouseButton.LeftButton)
    dialog = page.window().findChild(SchemaDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.source.fields.details.name, "ever")
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.impact.text() == "Your answers get the new names. All answers fit."
    qtbot.mouseClick(dialog.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title == "The schema is saved."
    assert examples(page)[0].gold == {"whatever": "Where"}
    assert page.answer_card.record.form.names == ("whatever", "words", "place")
