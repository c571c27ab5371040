from __future__ import annotations

import asyncio
import os
import signal
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.connection import Connection, ConnectionPhase, ConnectionState
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind
from services.domain.prompt import Role, Turn
from services.ports import ModelRequest
from services.settings import CredentialsKind, Folders, Settings, VertexSettings
from services.vertex.key_store import KeyStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REQUEST = ModelRequest("Say a word.", (Turn(Role.USER, "Now."),))
VERTEX = Settings(
    author="me",
    connection=ConnectionKind.VERTEX,
    vertex=VertexSettings(
        project="mine", bucket="files", credentials=CredentialsKind.SERVICE_ACCOUNT
    ),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folders = Folders.below(tmp_path_factory.mktemp("connection"))
    connection = Connection(Settings(author="me"), folders)
    yield connection
    connection.close()


def count(connection: Connection) -> int:
    async def run() -> int:
        model = connection.text_model()
        try:
            return await model.count_tokens(connection.base_models()[0], REQUEST)
        finally:
            await model.close()

    return asyncio.run(run())


def test_starting_returns_at_once_and_says_how_it_stands(tmp_path: Path) -> None:
    connection = Connection(Settings(author="me"), Folders.below(tmp_path))
    seen: list[ConnectionState] = []
    ready = threading.Event()

    def listen(state: ConnectionState) -> None:
        seen.append(state)
        if state.phase is ConnectionPhase.READY:
            ready.set()

    connection.subscribe(listen)
    assert connection.state().phase is ConnectionPhase.IDLE
    connection.start()
    assert ready.wait(20)
    assert [state.phase for state in seen] == [ConnectionPhase.STARTING, ConnectionPhase.READY]
    connection.close()


def test_the_sandbox_answers_to_the_names_of_the_catalogue(shared: Connection) -> None:
    models = shared.base_models()
    assert {model.connection for model in models} == {ConnectionKind.SANDBOX}
    assert models[0].location == "global"
    assert count(shared) > 0
    assert shared._sandbox is not None
    address = shared._sandbox.wait_ready()
    assert {model.resource for model in models} <= set(address.base_models)


def test_the_sandbox_goes_by_the_users_table_of_models(tmp_path: Path) -> None:
    folders = Folders.below(tmp_path)
    folders.config.mkdir(parents=True)
    (folders.config / "models.toml").write_text(
        '[models."gemini-9-flash"]\nadapter_sizes = [4]\ntuning_locations = ["us-central1"]\n'
    )
    connection = Connection(Settings(author="me"), folders)
    mine = next(model for model in connection.base_models() if model.resource == "gemini-9-flash")

    async def ask() -> str:
        model = connection.text_model()
        try:
            return (await model.generate(mine, REQUEST)).finish_reason
        finally:
            await model.close()

    assert asyncio.run(ask()) == "STOP"
    connection.close()


def test_a_sandbox_that_was_killed_is_started_again(shared: Connection) -> None:
    before = count(shared)
    sandbox = shared._sandbox
    assert sandbox is not None
    assert sandbox._process is not None
    os.kill(sandbox._process.pid, signal.SIGKILL)
    sandbox._process.wait()
    assert count(shared) == before


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    connection = Connection(Settings(author="me"), Folders.below(tmp_path))
    count(connection)
    assert connection._sandbox is not None
    process = connection._sandbox._process
    assert process is not None
    connection.close()
    assert process.poll() is not None


def test_vertex_needs_a_project_and_a_bucket(tmp_path: Path) -> None:
    settings = replace(VERTEX, vertex=VertexSettings(project="mine"))
    connection = Connection(settings, Folders.below(tmp_path))
    assert "a project and a bucket" in connection.incomplete
    with pytest.raises(AppError, match="not complete"):
        connection.text_model()
    assert connection.state().phase is ConnectionPhase.FAILED


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    from keyring.backends.fail import Keyring

    connection = Connection(VERTEX, Folders.below(tmp_path), KeyStore(Keyring()))
    with pytest.raises(AppError, match="is not here"):
        connection.bucket()


def test_missing_application_default_credentials_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    vertex = replace(VERTEX.vertex, credentials=CredentialsKind.APPLICATION_DEFAULT)
    connection = Connection(replace(VERTEX, vertex=vertex), Folders.below(tmp_path))
    with pytest.raises(AppError) as refused:
        connection.tuning_api()
    assert "gcloud auth application-default login" in refused.value.way_out


def test_other_settings_take_effect_without_another_connection(tmp_path: Path) -> None:
    connection = Connection(Settings(author="me"), Folders.below(tmp_path))
    count(connection)
    sandbox = connection._sandbox
    assert sandbox is not None
    connection.configure(VERTEX)
    assert not sandbox.running
    assert (connection.kind, connection.project) == (ConnectionKind.VERTEX, "mine")
    assert connection.base_models()[0].connection is ConnectionKind.VERTEX
    connection.configure(replace(VERTEX, connection=ConnectionKind.SANDBOX))
    assert count(connection) > 0
    connection.close()
