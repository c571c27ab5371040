"""One Sandbox for all tests of this folder, and a job that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.sandbox_server import SandboxServer
from tests.unit.sandbox.calls import tune, upload_rows, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path_factory.mktemp("sandbox")).start()
    yield server
    server.stop()


@pytest.fixture
def server(shared_server: SandboxServer) -> Iterator[SandboxServer]:
    """Faults and switches are cleared after each test."""
    yield shared_server
    shared_server.control("DELETE", "faults")
    shared_server.control("DELETE", "requests")
    shared_server.control("POST", "switches", {"second_job": "queue", "ending": "whole"})


@pytest.fixture(scope="session")
def tuned(shared_server: SandboxServer) -> Any:
    """A job of four epochs with validation data that is done."""
    client = shared_server.genai("us-central1")
    uri = upload_rows(shared_server, "tuned")
    return wait_for(client, tune(client, uri, epochs=4, validation=uri).name)
