"""Label keys on the page: of one's own, in other scripts, and many labels found by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.pages.label.keys_dialog import LabelKeysDialog
from services.domain.example import ExampleFilter
from services.domain.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.pages.label.page import LabelPage

    OpenPage = Callable[[Task], LabelPage]

LABELS = ("billing", "delivery", "refund")
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def write(widget: QWidget, text: str) -> None:
    """What a keyboard of another script sends: a key that Qt has no name for, and its text."""
    event = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text
    )
    QApplication.sendEvent(widget, event)


def given(page: LabelPage) -> list[str]:
    project = page.context.project
    rows = project.datasets.rows(ExampleFilter())
    names = {label.id: label.name for label in project.task.labels}
    return [names.get(str(one.gold), "") for one in project.datasets.examples(rows)]


def the_dialog(page: LabelPage) -> LabelKeysDialog:
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_K, CONTROL_SHIFT)
    return next(
        found
        for found in QApplication.topLevelWidgets()
        if isinstance(found, LabelKeysDialog) and found.isVisible()
    )


def captions(page: LabelPage) -> list[str]:
    return [made.text() for made in page.answer_card.labels.buttons()]


def test_input_methods_are_off_where_keys_are_labels_and_on_in_the_filter(
    open_page: OpenPage,
) -> None:
    page = open_page(Task.classification("Support", [f"label {n}" for n in range(40)]))
    wanted = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert not page.text_card.text.testAttribute(wanted)
    assert not any(made.testAttribute(wanted) for made in page.answer_card.labels.buttons())
    assert page.answer_card.labels.filter_field.testAttribute(wanted)


def test_korean_letters_are_the_keys_of_their_places(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", [f"label {n}" for n in range(12)]))
    write(page.focusWidget(), "ㅁ")
    write(page.focusWidget(), "ㅠ")
    write(page.focusWidget(), "２")
    assert given(page)[:3] == ["label 9", "label 10", "label 1"]


def test_korean_is_typed_into_the_filter(open_page: OpenPage) -> None:
    page = open_page(Task.classification("문의", [f"문의 {n}" for n in range(40)] + ["환불"]))
    choice = page.answer_card.labels
    write(page.focusWidget(), "ㅎ")
    assert page.focusWidget() is choice.filter_field
    choice.filter_field.setText("환부")
    assert choice.shown[0] == "환불"
    QTest.keyClick(choice.filter_field, Qt.Key.Key_Return)
    assert given(page)[0] == "환불"


def test_a_typing_error_finds_the_label_and_the_best_stands_first(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Bank", [f"topic {n}" for n in range(40)] + ["refund"]))
    QTest.keyClicks(page.text_card.text, "re")
    QTest.keyClicks(page.answer_card.labels.filter_field, "fnud")
    assert page.answer_card.labels.shown == ("refund",)
    visible = [made for made in page.answer_card.labels.buttons() if made.isVisible()]
    assert [made.accessibleName() for made in visible] == ["refund"]


def test_a_thousand_labels_show_two_hundred_and_say_so(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Many", [f"label {n}" for n in range(1000)]))
    choice = page.answer_card.labels
    assert len(choice.buttons()) == 200
    QTest.keyClicks(page.text_card.text, "l")
    QTest.keyClicks(choice.filter_field, "abel 999")
    QTest.keyClick(choice.filter_field, Qt.Key.Key_Return)
    assert given(page)[0] == "label 999"


def test_keys_are_changed_in_a_dialog_and_shown_on_the_labels(
    open_page: OpenPage, qtbot: QtBot
) -> None:
    page = open_page(Task.classification("Support", LABELS))
    dialog = the_dialog(page)
    fields = list(dialog.fields.values())
    write(fields[2], "ㄱ")
    assert fields[2].text() == "R"
    dialog.confirm_button.click()
    qtbot.waitUntil(lambda: captions(page)[2].startswith("R"))
    assert captions(page) == ["1   billing", "2   delivery", "R   refund"]
    QTest.keyClick(page.text_card.text, Qt.Key.Key_R)
    assert given(page)[0] == "refund"


def test_keys_that_clash_are_refused_with_words(open_page: OpenPage) -> None:
    page = open_page(Task.classification("Support", LABELS))
    dialog = the_dialog(page)
    QTest.keyClick(list(dialog.fields.values())[1], Qt.Key.Key_1)
    dialog.confirm_button.click()
    assert dialog.isVisible()
    assert "“billing” and “delivery”" in dialog.notices.notices[0].title
    dialog.reject()
    assert captions(page)[1] == "2   delivery"


def test_what_was_chosen_lights_up_for_a_moment(open_page: OpenPage, qtbot: QtBot) -> None:
    page = open_page(Task.classification("Support", LABELS))
    QTest.keyClick(page.text_card.text, Qt.Key.Key_2)
    made = page.answer_card.labels.buttons()[1]
    assert made.property("flash")
    qtbot.waitUntil(lambda: not made.property("flash"))
