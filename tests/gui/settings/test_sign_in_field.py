"""Credentials on the Settings page: a sign-in in the browser, a key that is dropped."""

from __future__ import annotations

import json
import threading
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyring.backends.fail import Keyring
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from gui.pages.settings.key_field import KeyField
from gui.pages.settings.sign_in_field import SignInField
from services.connection import Connection
from services.sandbox.routes.token import ACCOUNT
from services.settings import Folders
from services.vertex.key_store import KeyStore
from tests.fakes.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from gui.widgets.drop_frame import DropFrame


@pytest.fixture
def context(page_context: PageContext, tmp_path: Path) -> Iterator[PageContext]:
    """With a connection that finds no keyring."""
    connection = Connection(
        page_context.settings.value, Folders.below(tmp_path / "home"), KeyStore(Keyring())
    )
    yield replace(page_context, connection=connection)
    page_context.background.shutdown()
    connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path_factory.mktemp("sandbox")).start()
    yield server
    server.stop()


@pytest.fixture
def client_file(server: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    path = tmp_path / "client.json"
    client = {
        "client_id": "1-a.apps.googleusercontent.com",
        "client_secret": "secret",
        "auth_uri": f"{server.base_url}/o/oauth2/auth",
        "token_uri": f"{server.base_url}/token",
    }
    path.write_text(json.dumps({"installed": client}), "utf-8")
    return path


def shown(qtbot: QtBot, field: DropFrame) -> None:
    qtbot.addWidget(field)
    field.resize(600, 140)
    with qtbot.waitExposed(field):
        field.show()


def drop(field: DropFrame, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    move, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    field.dropEvent(QDropEvent(QPointF(5, 5), move, data, left, Qt.KeyboardModifier.NoModifier))


def browser(page: str) -> None:
    threading.Thread(target=lambda: urllib.request.urlopen(page, timeout=60).read()).start()


def test_a_dropped_client_file_leads_through_the_browser_to_a_sign_in(
    qtbot: QtBot, context: PageContext, client_file: Path
) -> None:
    field = SignInField(context, browser)
    shown(qtbot, field)
    drop(field, client_file)
    assert field.stop.isVisible()
    qtbot.waitUntil(lambda: ACCOUNT in field.words.text())
    assert "no keyring is running" in field.words.text()
    assert field.again.isVisible()
    qtbot.mouseClick(field.sign_out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Desktop app" in field.words.text())
    assert context.connection.keeper.signed_in() is None


def test_a_dropped_key_is_kept(qtbot: QtBot, context: PageContext, server: SandboxServer) -> None:
    field = KeyField(context)
    shown(qtbot, field)
    drop(field, Path(server.address.service_account_file))
    qtbot.waitUntil(lambda: "tunesmith@sandbox" in field.words.text())
    assert "kept in memory until the program ends" in field.words.text()
    qtbot.keyClick(field.remember, Qt.Key.Key_Space)
    field.take(Path(server.address.service_account_file))
    qtbot.waitUntil(lambda: "as you chose" in field.words.text())


def test_waiting_for_the_browser_is_stopped_with_a_click(
    qtbot: QtBot, context: PageContext, client_file: Path
) -> None:
    pages: list[str] = []
    field = SignInField(context, pages.append)
    shown(qtbot, field)
    field.sign_in(client_file)
    qtbot.waitUntil(lambda: bool(pages))
    assert field.copy.isVisible()
    qtbot.mouseClick(field.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(field.choose.isVisible)
    assert not field.stop.isVisible()
