"""The next rows, the call, and what was tried before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.widgets.request_dialog import RequestDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.pages.prompt.page import PromptPage

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def call_dialog(qtbot: QtBot) -> RequestDialog:
    def shown() -> list[RequestDialog]:
        tops = QApplication.topLevelWidgets()
        return [each for each in tops if isinstance(each, RequestDialog) and each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


def test_the_next_rows_are_tried_by_a_key(page: PromptPage, qtbot: QtBot) -> None:
    card = page.trying
    first = page.preview.rows.example
    assert first
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL | SHIFT)
    assert len(card.list.rows) == 10
    assert card.stop_button.isVisible()
    qtbot.waitUntil(card.button.isEnabled)
    assert [row.verdict for row in card.list.rows if row.verdict not in ("right", "wrong")] == []
    right = sum(row.verdict == "right" for row in card.list.rows)
    assert card.summary.text().startswith(f"{right} of 10 right · $")
    assert card.list.rows[0].example_id == first.id
    assert all("token" in row.facts and "$" in row.facts for row in card.list.rows)


def test_a_row_of_the_list_is_opened_with_its_reply(page: PromptPage, qtbot: QtBot) -> None:
    card = page.trying
    qtbot.mouseClick(card.rows_button, LEFT)
    qtbot.waitUntil(card.button.isEnabled)
    card.list.setFocus()
    qtbot.keyClick(card.list, Qt.Key.Key_Down)
    qtbot.keyClick(card.list, Qt.Key.Key_Return)
    second = card.list.rows[1]
    qtbot.waitUntil(lambda: page.preview.rows.example.id == second.example_id)
    assert card.result.isVisible()
    assert card.result.answer.accessibleName() == second.said
    assert card.result.verdict.text() == second.verdict


def test_the_call_is_shown_with_and_without_its_reply(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_J, CONTROL)
    dialog = call_dialog(qtbot)
    assert page.parts.prompt.instruction[:20] in dialog.text.toPlainText()
    dialog.reject()
    qtbot.waitUntil(lambda: not page.window().findChildren(RequestDialog))
    qtbot.mouseClick(page.trying.button, LEFT)
    qtbot.waitUntil(page.trying.button.isEnabled)
    qtbot.mouseClick(page.trying.result.call_button, LEFT)
    dialog = call_dialog(qtbot)
    dialog.show_text("Reply")
    assert "usageMetadata" in dialog.text.toPlainText()


def test_rows_that_were_not_asked_are_said_to_be_so(page: PromptPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.trying.rows_button, LEFT)
    qtbot.mouseClick(page.trying.stop_button, LEFT)
    qtbot.waitUntil(page.trying.button.isEnabled)
    verdicts = {row.verdict for row in page.trying.list.rows}
    assert verdicts <= {"right", "wrong", "not run"}


def test_the_focus_comes_back_to_what_was_pressed(page: PromptPage, qtbot: QtBot) -> None:
    card = page.trying
    page.activateWindow()
    card.rows_button.setFocus()
    qtbot.waitUntil(card.rows_button.hasFocus)
    qtbot.keyClick(card.rows_button, Qt.Key.Key_Space)
    assert card.stop_button.hasFocus()
    qtbot.waitUntil(card.button.isEnabled)
    assert card.rows_button.hasFocus()
