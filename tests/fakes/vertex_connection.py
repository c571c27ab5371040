"""A connection to Vertex AI, with its credentials and all, whose host is a Sandbox."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.connection import Connection
from services.domain.prediction import ConnectionKind
from services.settings import CredentialsKind, Folders, Settings, VertexSettings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from services.vertex.address import ServiceAddress
    from services.vertex.key_store import KeyStore
    from tests.fakes.sandbox_server import SandboxServer


class VertexOverSandbox(Connection):
    """All is as with Vertex AI, but for the host."""

    def __init__(
        self,
        server: SandboxServer,
        home: Path,
        keys: KeyStore,
        kind: CredentialsKind = CredentialsKind.SERVICE_ACCOUNT,
    ) -> None:
        vertex = VertexSettings(server.address.project, bucket=server.bucket, credentials=kind)
        settings = Settings("me", connection=ConnectionKind.VERTEX, vertex=vertex)
        super().__init__(settings, Folders.below(home), keys)
        self.settings = settings
        self._base_url = server.base_url

    def _vertex_address(self) -> ServiceAddress:
        return replace(super()._vertex_address(), base_url=self._base_url)


def stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep google-auth from asking Google in the background where an account may be used."""
    from google.auth import credentials

    monkeypatch.setattr(
        credentials.CredentialsWithRegionalAccessBoundary,
        "_is_regional_access_boundary_lookup_required",
        lambda _: False,
    )
