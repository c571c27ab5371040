"""Clients of google.cloud.aiplatform_v1 over REST, one for each service and location."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

    from services.vertex.address import ServiceAddress

TIMEOUT_SECONDS = 60.0
"""The clients would wait for ever."""

_OWN_HOSTS = {
    "global": "https://aiplatform.googleapis.com",
    "us": "https://aiplatform.us.rep.googleapis.com",
    "eu": "https://aiplatform.eu.rep.googleapis.com",
}


class RestClients:
    """Makes a client when it is first asked for, and keeps it; safe from any thread.

    The library is imported then, which takes most of a second: ask off the GUI thread.
    """

    def __init__(self, address: ServiceAddress, credentials: Credentials) -> None:
        self._address = address
        self._credentials = credentials
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, location: str) -> Any:
        """The client of a service, such as "ModelServiceClient", at a location."""
        with self._lock:
            key = (service, location)
            if key not in self._clients:
                self._clients[key] = self._made(service, location)
            return self._clients[key]

    def close(self) -> None:
        with self._lock:
            clients = list(self._clients.values())
            self._clients.clear()
        for client in clients:
            client.transport.close()

    def _made(self, service: str, location: str) -> Any:
        from google.api_core.client_options import ClientOptions
        from google.cloud import aiplatform_v1

        client = getattr(aiplatform_v1, service)(
            credentials=self._credentials,
            transport="rest",
            client_options=ClientOptions(api_endpoint=self._host(location)),
        )
        # A proxy named in the environment would lead calls on this machine astray.
        client.transport._session.trust_env = self._address.trust_proxy  # noqa: SLF001
        return client

    def _host(self, location: str) -> str:
        host = _OWN_HOSTS.get(location, f"https://{location}-aiplatform.googleapis.com")
        return self._address.base_url or host
