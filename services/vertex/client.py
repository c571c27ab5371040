"""Google's clients, built once per place and kept: a client that is collected closes itself."""

from __future__ import annotations

import asyncio
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.vertex.credentials import TokenRenewal, direct_session

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import Client
    from google.genai.types import HttpOptions

    from services.vertex.address import ServiceAddress

TIMEOUT_SECONDS = 120
"""The clients would wait for ever; the service itself gives up after ten minutes."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A client, and the session that is ours to close."""

    client: Client
    session: Any


class Clients:
    """Clients of google.genai for the locations that are asked for; safe from any thread.

    The host is fixed by a client's location, never by the name of the model it calls, so there
    is one client per location. The SDK neither retries nor renews a token after a 401: callers do.
    """

    def __init__(self, address: ServiceAddress, credentials: Credentials) -> None:
        self.address = address
        self.credentials = credentials
        self.renewal = TokenRenewal(credentials)
        self._lock = threading.Lock()
        self._blocking: dict[str, Client] = {}
        self._asynchronous: dict[tuple[asyncio.AbstractEventLoop, str], _Open] = {}

    def blocking(self, location: str) -> Client:
        """The client for synchronous calls at a location."""
        with self._lock:
            if location not in self._blocking:
                self._blocking[location] = self._new(location, None)
            return self._blocking[location]

    def asynchronous(self, location: str) -> Client:
        """The client for coroutines of the running event loop at a location."""
        place = (asyncio.get_running_loop(), location)
        with self._lock:
            if place not in self._asynchronous:
                session = self._session()
                self._asynchronous[place] = _Open(self._new(location, session), session)
            return self._asynchronous[place].client

    async def close_asynchronous(self) -> None:
        """Close what the running event loop has open."""
        loop = asyncio.get_running_loop()
        with self._lock:
            mine = [place for place in self._asynchronous if place[0] is loop]
            closing = [self._asynchronous.pop(place) for place in mine]
        for one in closing:
            await one.client.aio.aclose()
            if one.session is not None:
                await one.session.close()

    def close(self) -> None:
        with self._lock:
            clients = list(self._blocking.values())
            self._blocking.clear()
        for client in clients:
            client.close()

    def _session(self) -> Any:
        """Our own session past any proxy; None lets the SDK make the one it wants."""
        if self.address.trust_proxy:
            return None
        import aiohttp

        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), trust_env=False)

    def _new(self, location: str, session: Any) -> Client:
        from google import genai
        from google.genai import errors

        # Each process would be told once that tuning is experimental; the user cannot act on it.
        warnings.filterwarnings("ignore", category=errors.ExperimentalWarning)
        return genai.Client(
            enterprise=True,
            project=self.address.project,
            location=location,
            credentials=self.credentials,
            http_options=self._options(session),
        )

    def _options(self, session: Any) -> HttpOptions:
        from google.genai import types

        return types.HttpOptions(
            base_url=self.address.base_url,
            timeout=TIMEOUT_SECONDS * 1000,
            # Any retry options at all keep the SDK from a hidden second try after 1 to 10 s.
            retry_options=types.HttpRetryOptions(attempts=1),
            client_args={"trust_env": self.address.trust_proxy},
            aiohttp_client=session,
        )


def storage_client(address: ServiceAddress, credentials: Credentials) -> Any:
    """A client of google.cloud.storage; on this machine past any proxy."""
    from google.auth.transport.requests import AuthorizedSession, Request
    from google.cloud import storage

    if address.base_url is None:
        return storage.Client(project=address.project, credentials=credentials)
    session = AuthorizedSession(credentials, auth_request=Request(direct_session()))
    session.trust_env = False
    return storage.Client(
        project=address.project,
        credentials=credentials,
        _http=session,
        client_options={"api_endpoint": address.base_url},
    )
