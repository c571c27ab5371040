"""The dialog that shows a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gui.widgets.request_dialog import RequestDialog, call_texts
from services.prediction.request_code import RequestCode

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

LEFT = Qt.MouseButton.LeftButton
CODE = RequestCode('{"contents": []}', "print(1)", "curl -X POST")


def test_each_text_is_shown_and_copied_whole(theme: Theme, qtbot: QtBot) -> None:
    dialog = RequestDialog(theme, "The call of Flash", call_texts(CODE, '{"a": "b"}'))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.text.toPlainText() == CODE.request
    for name, text in (("Reply", '{"a": "b"}'), ("Python", CODE.python), ("curl", CODE.curl)):
        qtbot.mouseClick(dialog.choice.button_of(name), LEFT)
        assert dialog.text.toPlainText() == text
        qtbot.mouseClick(dialog.copy_button, LEFT)
        assert QGuiApplication.clipboard().text() == text


def test_it_is_used_by_keys_alone(theme: Theme, qtbot: QtBot) -> None:
    dialog = RequestDialog(theme, "The call of Flash", call_texts(CODE))
    qtbot.addWidget(dialog)
    dialog.show()
    first = dialog.choice.button_of("Request")
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(dialog.choice.button_of("Request"), Qt.Key.Key_Right)
    assert dialog.text.toPlainText() == CODE.python
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_call_that_was_not_made_has_no_reply() -> None:
    assert [name for name, _ in call_texts(CODE)] == ["Request", "Python", "curl"]
