"""Label, flag, split and delete many rows, and take it back, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.pages.data.change_dialog import ChangeDialog, Deed, Scope
from services.domain.example import ExampleFilter, Split, State
from tests.gui.data.conftest import settled, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.pages.data.page import DataPage
    from services.app import Workspace

    OpenPage = Callable[[Workspace], DataPage]

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def press(qtbot: QtBot, page: DataPage, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    page.activateWindow()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    qtbot.keyClick(page.table, key, modifiers)


def ask(qtbot: QtBot, page: DataPage, deed: Deed) -> ChangeDialog:
    press(qtbot, page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    dialog = shown(qtbot, page, ChangeDialog)
    dialog.deeds.button_of(deed).click()
    return dialog


def test_all_found_rows_are_labelled_with_one_question_and_one_undo(
    qtbot: QtBot, open_page: OpenPage, project: Workspace
) -> None:
    page = open_page(project)
    qtbot.keyClicks(page.filters.search, "parcel")
    settled(qtbot, page)
    dialog = ask(qtbot, page, Deed.LABEL)
    dialog.scope.button_of(Scope.ALL).click()
    dialog.label.setCurrentText("Billing")
    assert dialog.question == "Label 2 rows as “Billing”?"
    assert dialog.confirm_button.text() == "Label 2 rows"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settled(qtbot, page)
    billing = project.task.label_named("Billing")
    assert billing is not None
    assert project.datasets.counts().by_label[billing.id] == 3
    assert "Label 2 rows as “Billing”" in page.foot.travelling.undo_button.toolTip()
    press(qtbot, page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert project.datasets.counts().by_label[billing.id] == 1
    press(qtbot, page, Qt.Key.Key_Z, CTRL_SHIFT)
    settled(qtbot, page)
    assert project.datasets.counts().by_label[billing.id] == 3


def test_selected_rows_are_deleted_and_come_back(
    qtbot: QtBot, open_page: OpenPage, project: Workspace
) -> None:
    page = open_page(project)
    page.table.go_to_row(1)
    qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, page, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    dialog = shown(qtbot, page, ChangeDialog)
    assert dialog.question == "Delete 2 rows?"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: list(page.model.ids) == [1, 4, 5])
    press(qtbot, page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: list(page.model.ids) == [1, 2, 3, 4, 5])


def test_rows_are_flagged_and_put_into_a_split(
    qtbot: QtBot, open_page: OpenPage, project: Workspace
) -> None:
    page = open_page(project)
    press(qtbot, page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    dialog = ask(qtbot, page, Deed.FLAG)
    qtbot.keyClicks(dialog.reason, "look again")
    assert dialog.question == "Flag 5 rows?"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert project.datasets.counts().flagged == 5
    dialog = ask(qtbot, page, Deed.SPLIT)
    dialog.split.setCurrentIndex(2)
    assert dialog.question.startswith("Put 5 rows into ")
    dialog.confirm_button.click()
    settled(qtbot, page)
    moved = project.datasets.counts(ExampleFilter(split=Split(dialog.split.currentData())))
    assert moved.total == 5
    assert moved.by_state[State.UNLABELLED] == 1
