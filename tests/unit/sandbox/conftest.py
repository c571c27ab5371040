"""One Sandbox for all tests of this folder; faults and switches are cleared after each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path_factory.mktemp("sandbox")).start()
    yield server
    server.stop()


@pytest.fixture
def server(shared_server: SandboxServer) -> Iterator[SandboxServer]:
    yield shared_server
    shared_server.control("DELETE", "faults")
    shared_server.control("DELETE", "requests")
    shared_server.control("POST", "switches", {"second_job": "queue"})
