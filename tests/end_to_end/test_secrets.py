"""Marked secrets are planted; nothing that the program writes or tells may hold them."""

from __future__ import annotations

import json
import logging
import threading
import urllib.request
from contextlib import closing
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gui.diagnostics import about, describe, log_to
from services.connection_check import CheckOutcome, check_connection
from services.domain.errors import AppError
from services.domain.example import ExampleFilter
from services.domain.tuning import Recipe
from services.jobs import JobContext
from services.sandbox.tokens import REFRESH_TOKEN
from services.settings import CredentialsKind, SettingsFile
from services.vertex.key_store import KeyStore
from tests.fakes.sandbox_server import SandboxServer
from tests.fakes.tickets import empty_tickets, fill_with_tickets
from tests.fakes.vertex_connection import VertexOverSandbox, stay_here
from tests.unit.vertex.test_key_store import MemoryKeyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.app import Workspace

CLIENT_SECRET = "GOCSPX-marked-client-secret"
log = logging.getLogger("services.test")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path_factory.mktemp("sandbox"), speed=100.0).start()
    yield server
    server.stop()


@pytest.fixture
def log_file(own_home: Path) -> Iterator[Path]:
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    yield log_to(own_home / "logs")
    logging.getLogger().setLevel(before)
    for handler in tuple(logging.getLogger().handlers):
        if isinstance(handler, RotatingFileHandler):
            logging.getLogger().removeHandler(handler)
            handler.close()


def marks_of(key: dict[str, str]) -> tuple[bytes, ...]:
    """What would give a secret away, each alone: lines of the key, tokens, the client's secret."""
    lines = [line for line in key["private_key"].splitlines() if len(line) > 40]
    return tuple(
        mark.encode() for mark in (lines[0], lines[-2], REFRESH_TOKEN, CLIENT_SECRET, "ya29.")
    )


def found_in(folder: Path, marks: tuple[bytes, ...]) -> list[tuple[str, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [(path.name, mark) for path in files for mark in marks if mark in path.read_bytes()]


def told(error: BaseException) -> str:
    """Everything that a user sees or copies of an error."""
    words = describe(error)
    if isinstance(error, AppError):
        words += error.title + error.way_out + error.details
    return words


def test_no_file_and_no_word_holds_a_secret(
    server: SandboxServer,
    own_home: Path,
    log_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stay_here(monkeypatch)
    key_file = Path(server.address.service_account_file)
    marks = marks_of(json.loads(key_file.read_text("utf-8")))
    with closing(VertexOverSandbox(server, own_home, KeyStore(MemoryKeyring()))) as connection:
        SettingsFile(own_home / "config" / "settings.toml").save(connection.settings)
        connection.keeper.keep_key(key_file)
        words = _work(server, connection, tmp_path)
    words += about(log_file)
    assert found_in(own_home, marks) == []
    assert found_in(tmp_path / "project", marks) == []
    assert found_in(server.folder, marks) == [("key.json", mark) for mark in marks[:2]]
    assert not any(mark.decode() in words for mark in marks)


def _work(server: SandboxServer, connection: VertexOverSandbox, folder: Path) -> str:
    """Run, tune, and let everything go wrong that may quote what was sent."""
    (folder / "project").mkdir()
    with empty_tickets(folder / "project", connection) as workspace:
        fill_with_tickets(workspace, folder)
        prompt = workspace.prompts.create("Which kind of ticket?")
        model = workspace.prediction.models()[0]
        snapshot = workspace.datasets.snapshot("test")
        workspace.prediction.run(model, prompt, snapshot)
        workspace.tuning.start(prompt, Recipe(epochs=1))
        errors: list[BaseException] = []
        for match, kind in (
            (":countTokens", "401"),
            (":countTokens", "malformed_json"),
            ("/token", "invalid_grant"),
            ("/tuningJobs", "403"),
        ):
            server.fault(match, kind)
            errors += _go_wrong(workspace)
            server.control("DELETE", "faults")
        results = check_connection(connection, JobContext())
        assert {result.outcome for result in results} == {CheckOutcome.OK}
    for error in errors:
        log.error("went wrong", exc_info=error)
    assert len(errors) >= 4
    return " ".join(map(told, errors))


def _go_wrong(workspace: Workspace) -> list[BaseException]:
    example = workspace.datasets.examples(workspace.datasets.rows(ExampleFilter())[:1])[0]
    prompt, model = workspace.prompts.all()[0], workspace.prediction.models()[0]
    workspace.connection._forget_ports()  # so that a token has to be fetched anew
    errors: list[BaseException] = []
    for attempt in (
        lambda: workspace.prediction.count_tokens(model, prompt, example.id, JobContext()),
        lambda: workspace.connection.tuning_api().find("nobody"),
    ):
        try:
            attempt()
        except AppError as error:
            errors.append(error)
    return errors


def test_a_sign_in_leaves_nothing_either(
    server: SandboxServer,
    own_home: Path,
    log_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    stay_here(monkeypatch)
    client = tmp_path / "client.json"
    endpoints = {
        "auth_uri": f"{server.base_url}/o/oauth2/auth",
        "token_uri": f"{server.base_url}/token",
    }
    installed = {"client_id": "1.apps", "client_secret": CLIENT_SECRET, **endpoints}
    client.write_text(json.dumps({"installed": installed}), "utf-8")
    keys = KeyStore(MemoryKeyring())
    marks = marks_of({"private_key": "-" * 50 + "\n" + "=" * 50 + "\n" + "." * 50})
    with closing(VertexOverSandbox(server, own_home, keys, CredentialsKind.SIGN_IN)) as connection:
        SettingsFile(own_home / "config" / "settings.toml").save(connection.settings)
        connection.keeper.sign_in(client, _browser, JobContext())
        results = check_connection(connection, JobContext())
        assert {result.outcome for result in results} == {CheckOutcome.OK}
        connection._forget_ports()
        server.control("POST", "tokens", {"revoked": True, "forget": True})
        try:
            refused = check_connection(connection, JobContext())[1]
        finally:
            server.control("POST", "tokens", {"revoked": False})
    assert "expired or was revoked" in refused.problem
    assert found_in(own_home, marks) == []
    assert not any(mark.decode() in refused.problem + refused.way_out for mark in marks)


def _browser(page: str) -> None:
    threading.Thread(target=lambda: urllib.request.urlopen(page, timeout=60).read()).start()
