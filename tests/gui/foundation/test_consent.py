"""Before the first rows leave: asked once per project and connection, never for the Sandbox."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from gui.consent import Consent
from services.app import Workspace
from services.connection import Connection
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind
from services.domain.task import Task
from services.settings import Folders, VertexSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext

TASK = Task.classification("Support tickets", ["refund", "delivery"])
VERTEX = VertexSettings("my-project", bucket="my-files")


@pytest.fixture
def context(
    qtbot: QtBot, page_context: PageContext, tmp_path: Path
) -> Iterator[tuple[PageContext, Consent]]:
    """An open project over a connection to Vertex AI, whose first call has to be asked for."""
    Workspace.create(tmp_path / "tickets.tunesmith", TASK).close()
    with qtbot.waitSignal(page_context.projects.opened):
        page_context.projects.open(tmp_path / "tickets.tunesmith")
    page_context.settings.change(connection=ConnectionKind.VERTEX, vertex=VERTEX)
    consent = Consent(
        page_context.settings, page_context.projects, page_context.background, page_context.errors
    )
    connection = Connection(page_context.settings.value, Folders.below(tmp_path / "home"))
    connection.ask_before_rows(consent.may_leave)
    yield replace(page_context, connection=connection), consent
    consent.close()
    page_context.background.shutdown()


def sent(context: PageContext, owner: QObject) -> list[str]:
    """What becomes of somebody who wants to send rows."""
    told: list[str] = []
    context.background.run(
        "Sending",
        lambda _: context.connection.let_rows_leave(),
        owner=owner,
        done=lambda _: told.append("sent"),
        failed=lambda error: told.append(error.title if isinstance(error, AppError) else "?"),
    )
    return told


def answer(qtbot: QtBot, consent: Consent, words: str) -> str:
    """Press a button of the question; what it said is given back."""
    qtbot.waitUntil(lambda: consent.dialog is not None)
    assert consent.dialog is not None
    said = " ".join(label.text() for label in consent.dialog.findChildren(QLabel))
    button = next(one for one in consent.dialog.findChildren(QPushButton) if one.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    return said


def test_it_says_where_rows_go_and_asks_once(
    qtbot: QtBot, context: tuple[PageContext, Consent]
) -> None:
    page, consent = context
    owner = QObject()
    told = sent(page, owner)
    said = answer(qtbot, consent, "Send rows")
    for word in ("“global” promises no region", "gs://my-files", "us-central1", "my-project"):
        assert word in said
    qtbot.waitUntil(lambda: told == ["sent"])
    told = sent(page, owner)
    qtbot.waitUntil(lambda: told == ["sent"])
    assert consent.dialog is None


def test_another_place_is_asked_about_anew_and_no_means_no(
    qtbot: QtBot, context: tuple[PageContext, Consent]
) -> None:
    page, consent = context
    owner = QObject()
    told = sent(page, owner)
    answer(qtbot, consent, "Send rows")
    qtbot.waitUntil(lambda: bool(told))
    page.settings.change(vertex=replace(VERTEX, inference_location="eu"))
    told = sent(page, owner)
    assert "promises no region" not in answer(qtbot, consent, "Send nothing")
    qtbot.waitUntil(lambda: told == ["Nothing was sent to Vertex AI."])


def test_the_sandbox_never_asks(qtbot: QtBot, context: tuple[PageContext, Consent]) -> None:
    page, consent = context
    page.settings.change(connection=ConnectionKind.SANDBOX)
    owner = QObject()
    told: list[bool] = []
    page.background.run("Sending", lambda _: consent.may_leave(), owner=owner, done=told.append)
    qtbot.waitUntil(lambda: told == [True])
    assert consent.dialog is None


def test_closing_the_program_lets_nobody_wait(
    qtbot: QtBot, context: tuple[PageContext, Consent]
) -> None:
    page, consent = context
    ended = threading.Event()

    def wait() -> None:
        consent.may_leave()
        ended.set()

    waiting: Callable[[], None] = wait
    threading.Thread(target=waiting, daemon=True).start()
    qtbot.waitUntil(lambda: consent.dialog is not None)
    consent.close()
    qtbot.waitUntil(ended.is_set)
    assert page.settings.value.agreed == ()
