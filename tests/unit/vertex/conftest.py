from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.domain.prediction import ConnectionKind, Model
from services.vertex.address import ServiceAddress
from services.vertex.client import Clients
from services.vertex.credentials import from_key_file_on_this_machine
from tests.fakes.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path_factory.mktemp("sandbox"), speed=50.0).start()
    yield server
    server.stop()


@pytest.fixture
def no_faults(server: SandboxServer) -> Iterator[SandboxServer]:
    """The server, with whatever goes wrong switched off afterwards."""
    yield server
    server.control("DELETE", "faults")


@pytest.fixture
def address(server: SandboxServer) -> ServiceAddress:
    said = server.address
    return ServiceAddress(said.project, said.bucket, "us-central1", said.base_url)


@pytest.fixture
def clients(server: SandboxServer, address: ServiceAddress) -> Iterator[Clients]:
    key_file = Path(server.address.service_account_file)
    clients = Clients(address, from_key_file_on_this_machine(key_file))
    yield clients
    clients.close()


@pytest.fixture
def base_model() -> Model:
    name = "gemini-3.1-flash-lite"
    return Model(name, name, "global", ConnectionKind.SANDBOX, name)
