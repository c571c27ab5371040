"""Errors are shown where the user looks, logs hold no secret."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from gui.diagnostics import describe, log_to, without_secrets
from gui.error_dialog import ErrorDialog
from gui.errors import Errors
from gui.widgets.notice_bar import NoticeBar
from gui.widgets.page import PageWidget
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext

ERROR = AppError("The file is gone.", "Choose another one.", "errno 2")


@pytest.fixture
def page(qtbot: QtBot, page_context: PageContext) -> PageWidget:
    made = PageWidget(page_context, "Data")
    made.body.addWidget(QLineEdit())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def errors() -> Iterator[Errors]:
    yield Errors()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, ErrorDialog):
            widget.close()


def dialogs() -> list[ErrorDialog]:
    found = QApplication.topLevelWidgets()
    return [d for d in found if isinstance(d, ErrorDialog) and d.isVisible()]


def test_an_error_for_the_user_becomes_a_notice_in_the_page(
    errors: Errors, page: PageWidget
) -> None:
    errors.show(ERROR, page.findChild(QLineEdit))
    assert [(n.title, n.text) for n in page.notices.notices] == [
        ("The file is gone.", "Choose another one.")
    ]
    assert dialogs() == []


def test_the_notice_can_be_copied_and_closed(
    qtbot: QtBot, errors: Errors, page: PageWidget
) -> None:
    errors.show(ERROR, page)
    bar = page.notices.findChild(NoticeBar)
    copy = next(b for b in bar.findChildren(QPushButton) if b.text() == "Copy details")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "The file is gone.\nChoose another one.\nerrno 2"
    bar.closed.emit(bar)
    assert page.notices.notices == ()
    assert not page.notices.isVisible()


def test_the_same_notice_is_shown_once_and_the_newest_first(page: PageWidget) -> None:
    other = AppError("Another.", "Do this.")
    for error in (ERROR, other, ERROR):
        page.show_error(error)
    assert [notice.title for notice in page.notices.notices] == ["The file is gone.", "Another."]


def test_without_a_page_an_error_becomes_a_dialog(qtbot: QtBot, errors: Errors) -> None:
    errors.show(ERROR)
    (dialog,) = dialogs()
    assert dialog.accessibleName() == "The file is gone."
    assert dialog.accessibleDescription() == "Choose another one."


def test_an_unexpected_error_becomes_one_calm_dialog(
    qtbot: QtBot, errors: Errors, page: PageWidget
) -> None:
    errors.show(ValueError("boom"), page)
    errors.show(ValueError("boom again"), page)
    (dialog,) = dialogs()
    copy = next(b for b in dialog.findChildren(QPushButton) if "diagnostics" in b.text())
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert "ValueError: boom" in copied
    assert "Python" in copied
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialogs() == []
    errors.show(ValueError("later"), page)
    assert len(dialogs()) == 1


def test_what_nobody_caught_is_shown_and_logged(
    qtbot: QtBot, errors: Errors, caplog: pytest.LogCaptureFixture
) -> None:
    before = sys.excepthook
    try:
        errors.catch_unhandled()
        error = ValueError("boom")
        sys.excepthook(ValueError, error, None)
    finally:
        sys.excepthook = before
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    assert "unhandled error" in caplog.text


SECRETS = [
    "ya29.a0AfH6SMBx-secret_part",
    "Authorization: Bearer abc.def-ghi",
    '{"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvAIB\\n-----END PRIVATE KEY-----\\n"}',
    "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl",
    "grant_type=refresh_token&refresh_token=1//0gabc",
]


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_taken_out(text: str) -> None:
    shown = without_secrets(text)
    assert "[removed]" in shown
    for part in ("secret_part", "abc.def-ghi", "MIIEvAIB", "1234567890", "c2ln", "0gabc"):
        assert part not in shown


def test_the_log_holds_no_secret_and_its_end_is_copied(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    path = log_to(tmp_path / "logs")
    try:
        logging.getLogger("x").error("token %s", SECRETS[0])
        copied = describe(ValueError("boom"), path)
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
    assert "token [removed]" in path.read_text("utf-8")
    assert "token [removed]" in copied
