"""Failures without an answer of the service, as the real libraries raise them."""

from __future__ import annotations

import asyncio
import ssl
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from google.oauth2.credentials import Credentials

from services.domain.prediction import ConnectionKind, Model
from services.domain.prompt import Role, Turn
from services.ports import CallError, ModelRequest
from services.vertex.address import ServiceAddress
from services.vertex.bucket import GoogleBucket
from services.vertex.client import Clients
from services.vertex.failures import Target, translate
from services.vertex.model_registry import VertexModels
from services.vertex.request_body import Abilities
from services.vertex.rest_clients import RestClients
from services.vertex.target import harmless
from services.vertex.text_model import GeminiModel
from services.vertex.tuning_api import GeminiTuning

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = "projects/mine/locations/us"
GOOGLE = Target(ServiceAddress("mine", "files", "us-central1"), "the model was asked")


class RefusingProxy(BaseHTTPRequestHandler):
    """Lets nobody through without a name and password."""

    def do_CONNECT(self) -> None:
        self.send_error(407)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), RefusingProxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://anna:pass-marked@127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def translated(error: Exception) -> CallError:
    found = translate(error, GOOGLE)
    assert found is not None
    return found


def test_every_port_takes_the_proxy_and_tells_when_it_refuses(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    clients = Clients(GOOGLE.address, Credentials("token"))
    rest = RestClients(GOOGLE.address, clients.credentials)
    text_model = GeminiModel(clients, Abilities())
    model = Model("x", "gemini-3.5-flash", "global", ConnectionKind.VERTEX, "gemini-3.5-flash")

    async def ask() -> None:
        try:
            await text_model.generate(model, ModelRequest("", (Turn(Role.USER, "x"),)))
        finally:
            await text_model.close()

    for attempt in (
        lambda: asyncio.run(ask()),
        lambda: GeminiTuning(clients).find("nobody"),
        lambda: GoogleBucket(GOOGLE.address, clients.credentials, 0.1).location(),
        lambda: VertexModels(GOOGLE.address, rest).default_checkpoint(f"{PLACE}/models/1"),
    ):
        with pytest.raises(CallError) as refused:
            attempt()
        assert refused.value.title == "The proxy did not let the call through."
        assert "HTTPS_PROXY" in refused.value.way_out
        assert "marked" not in refused.value.details
        assert not refused.value.may_have_arrived


def test_the_token_that_a_proxy_keeps_back_is_told_as_the_proxy(proxy: str) -> None:
    import requests
    from google.auth.exceptions import TransportError
    from google.auth.transport.requests import Request

    session = requests.Session()
    session.proxies = {"https": proxy}
    with pytest.raises(TransportError) as caught:
        Request(session)("https://nobody.invalid", timeout=5)
    assert translated(caught.value).title == "The proxy did not let the call through."


def test_a_certificate_that_is_not_trusted_is_told_with_what_to_set() -> None:
    import httpx
    import requests

    reason = ssl.SSLCertVerificationError("self-signed certificate in certificate chain")
    wrapped = httpx.ConnectError("certificate verify failed")
    wrapped.__cause__ = reason
    for error in (wrapped, requests.exceptions.SSLError(reason)):
        told = translated(error)
        assert "not trusted here" in told.title
        assert "SSL_CERT_FILE" in told.way_out


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("invalid_grant: Invalid JWT Signature.", "deleted or switched off"),
        ("invalid_grant: Invalid grant: account not found", "deleted or switched off"),
        ("invalid_grant: Token has been expired or revoked.", "expired or was revoked"),
        (
            (
                "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and "
                "in a reasonable timeframe. Check your iat and exp values in the JWT claim."
            ),
            "The clock of this machine is wrong",
        ),
        ("something new", "Signing in was refused."),
    ],
)
def test_the_words_of_the_token_endpoint_become_ours(said: str, title: str) -> None:
    from google.auth.exceptions import RefreshError

    told = translated(RefreshError(said, {"error": "invalid_grant"}))
    assert title in told.title
    assert told.code == 401
    assert told.way_out


def test_no_network_is_told_as_not_arrived() -> None:
    import httpx

    told = translated(httpx.ConnectError("[Errno -3] Temporary failure in name resolution"))
    assert told.title == "Vertex AI cannot be reached."
    assert (told.retryable, told.may_have_arrived) == (True, False)


@pytest.mark.parametrize(
    "secret",
    [
        "Authorization: Bearer marked.value",
        "ya29.marked-token",
        "https://me:marked@proxy:8080",
        "eyJmarked.eyJmarked.marked",
        "-----BEGIN PRIVATE KEY-----\nmarked\n-----END PRIVATE KEY-----",
        "1//0marked-refresh-token",
        "4/0marked-code-of-somebody",
    ],
)
def test_details_hold_no_secret(secret: str) -> None:
    assert "marked" not in harmless(f"before {secret} after")
    assert "after" in harmless(f"before {secret} after")


def test_the_sandbox_is_named_as_such() -> None:
    import httpx

    here = replace(GOOGLE, address=replace(GOOGLE.address, base_url="http://127.0.0.1:1"))
    told = translate(httpx.ConnectError("refused"), here)
    assert told is not None
    assert "Sandbox" in told.title
