"""What is asked changes: the rows that were answered before are checked again, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.navigation import Page
from gui.widgets.label_editor.dialog import LabelsDialog
from services.domain.example import ExampleFilter
from services.domain.task import Task
from tests.gui.label.test_label_page import LABELS, answers, press, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.pages.label.page import LabelPage

    OpenPage = Callable[[Task], LabelPage]

CONTROL = Qt.KeyboardModifier.ControlModifier
TO_CHECK = ExampleFilter(check_again=True)


def to_check(page: LabelPage) -> int:
    return page.context.project.datasets.counts(TO_CHECK).total


def test_other_guidelines_offer_the_answered_rows_and_a_key_confirms_each(
    open_page: OpenPage, qtbot: QtBot
) -> None:
    page = open_page(Task.classification("Support", LABELS))
    press(page, Qt.Key.Key_2)
    press(page, Qt.Key.Key_3)
    opened: list[tuple[Page, object]] = []
    page.context.navigation.requested.connect(lambda where, what: opened.append((where, what)))
    press(page, Qt.Key.Key_G, CONTROL)
    qtbot.keyClicks(page.guidelines.editor, "Refunds are billing.")
    press(page, Qt.Key.Key_G, CONTROL)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    offer = page.notices.notices[0]
    assert (offer.title, offer.text.split(":")[1][:7]) == (
        "The guidelines have changed.",
        " 2 rows",
    )
    assert offer.run is not None
    offer.run()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [(Page.LABEL, TO_CHECK)]
    page.opened(TO_CHECK)
    qtbot.waitUntil(lambda: not page.busy)
    assert shown(page) == "Where is my parcel?"
    press(page, Qt.Key.Key_2)
    assert shown(page) == "환불해 주세요 😡"
    assert to_check(page) == 1
    press(page, Qt.Key.Key_1)
    assert to_check(page) == 0
    assert answers(page) == ["delivery", "billing", None, None]
    press(page, Qt.Key.Key_Z, CONTROL)
    assert to_check(page) == 1


def test_the_labels_open_from_here_and_their_colour_shows_on_the_key(
    open_page: OpenPage, qtbot: QtBot
) -> None:
    page = open_page(Task.classification("Support", LABELS))
    press(page, Qt.Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    dialog = page.findChild(LabelsDialog)
    assert isinstance(dialog, LabelsDialog)
    dialog.form.color.setCurrentIndex(dialog.form.color.findData("green"))
    dialog.form.save_button.click()
    assert page.context.project.task.labels[0].color == "green"
    qtbot.waitUntil(lambda: dialog.counted)
    dialog.confirm_button.click()
