from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from keyring.backends.fail import Keyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.settings.page import SettingsPage
from services.connection import Connection
from services.domain.prediction import ConnectionKind
from services.settings import (
    CredentialsKind,
    Folders,
    Settings,
    SettingsFile,
    ThemeChoice,
    VertexSettings,
)
from services.vertex.key_store import KeyStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext


@pytest.fixture
def context(page_context: PageContext, tmp_path: Path) -> Iterator[PageContext]:
    """With a connection that follows the settings and finds no keyring."""
    connection = Connection(
        page_context.settings.value, Folders.below(tmp_path / "home"), KeyStore(Keyring())
    )
    page_context.settings.changed.connect(connection.configure)
    yield replace(page_context, connection=connection)
    page_context.background.shutdown()
    connection.close()


@pytest.fixture
def page(qtbot: QtBot, context: PageContext) -> SettingsPage:
    page = SettingsPage(context)
    qtbot.addWidget(page)
    page.resize(828, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.opened(None)
    return page


def saved(context: PageContext) -> Settings:
    file: SettingsFile = context.settings._file
    return file.load()


def to_vertex(qtbot: QtBot, page: SettingsPage) -> None:
    made = page.connection.kind.button_of(ConnectionKind.VERTEX)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_vertex_is_chosen_with_a_click_and_says_what_it_needs(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    assert not page.connection.form.isVisible()
    to_vertex(qtbot, page)
    assert saved(context).connection is ConnectionKind.VERTEX
    assert page.connection.form.project.property("invalid")
    assert not page.connection.check.isEnabled()


def test_fields_are_saved_on_leaving_them(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    to_vertex(qtbot, page)
    form = page.connection.form
    form.project.setFocus()
    qtbot.keyClicks(form.project, "my-project")
    qtbot.keyClick(form.project, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.bucket
    qtbot.keyClicks(form.bucket, "gs://my-files/")
    qtbot.keyClick(form.bucket, Qt.Key.Key_Tab)
    form.tuning.setFocus()
    qtbot.keyClick(form.tuning, Qt.Key.Key_Down)
    vertex = saved(context).vertex
    assert vertex == VertexSettings("my-project", "global", "europe-west4", "my-files")
    assert context.connection.tuning_location == "europe-west4"
    assert "gs://my-files" in page.connection.where.text()
    assert "promises no region" in page.connection.where.text()
    assert page.connection.check.isEnabled()


def test_a_key_is_kept_out_of_every_file(
    qtbot: QtBot, page: SettingsPage, context: PageContext, tmp_path: Path
) -> None:
    to_vertex(qtbot, page)
    form = page.connection.form
    made = form.credentials.button_of(CredentialsKind.SERVICE_ACCOUNT)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert form.key.isVisible()
    key = tmp_path / "key.json"
    key.write_text(json.dumps(_key()), "utf-8")
    form.key.take(key)
    qtbot.waitUntil(lambda: "who@example.com" in form.key.words.text())
    assert "no keyring is running" in form.key.words.text()
    key.unlink()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in written)
    qtbot.mouseClick(form.key.forget, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "No key is kept" in form.key.words.text())
    assert context.connection.keeper.kept_key() is None


def test_a_file_that_is_no_key_is_refused_in_words(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path
) -> None:
    to_vertex(qtbot, page)
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", "utf-8")
    page.connection.form.key.take(wrong)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert "not the key of a service account" in page.notices.notices[0].title


def test_checking_the_sandbox_shows_good_lines_only(qtbot: QtBot, page: SettingsPage) -> None:
    qtbot.mouseClick(page.connection.check, Qt.MouseButton.LeftButton)
    assert not page.connection.check.isEnabled()
    qtbot.waitUntil(lambda: len(page.connection.results.lines) == 7)
    lines = page.connection.results.lines
    assert [line.accessibleName() for line in lines] == [
        "Credentials are there",
        "Signing in",
        "A model answers",
        "The bucket can be written",
        "The bucket can be read",
        "The bucket lies where models are tuned",
        "Tuning jobs can be listed",
    ]
    qtbot.waitUntil(page.connection.check.isEnabled)


def test_the_name_signs_answers_and_cannot_be_empty(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    field = page.author.name
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "anna")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert saved(context).author == "anna"
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert saved(context).author == "anna"
    assert field.property("invalid")


def test_the_look_is_chosen(qtbot: QtBot, page: SettingsPage, context: PageContext) -> None:
    qtbot.mouseClick(page.look.choice.button_of(ThemeChoice.DARK), Qt.MouseButton.LeftButton)
    assert saved(context).theme is ThemeChoice.DARK


def test_how_many_calls_go_at_once_is_chosen(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    most = page.calls.most
    most.setFocus()
    most.selectAll()
    qtbot.keyClicks(most, "16")
    qtbot.keyClick(most, Qt.Key.Key_Tab)
    assert saved(context).calls_at_once == 16


def test_diagnostics_are_copied_without_secrets(
    qtbot: QtBot, page: SettingsPage, context: PageContext
) -> None:
    log = context.connection.folders.logs / "tunesmith.log"
    log.parent.mkdir(parents=True)
    log.write_text("Bearer ya29.secret-token\nall is well\n", "utf-8")
    qtbot.mouseClick(page.help.copy, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert "Tunesmith on Python" in copied
    assert "all is well" in copied
    assert "secret-token" not in copied


def _key() -> dict[str, str]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": "1",
        "private_key": private.decode(),
        "client_email": "who@example.com",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
