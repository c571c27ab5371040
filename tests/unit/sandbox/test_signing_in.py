"""Keys, tokens and bearers: what the real credentials classes do with the Sandbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from google.api_core import exceptions
from google.auth import exceptions as auth_exceptions
from google.auth.transport.requests import Request
from google.cloud import aiplatform_v1
from google.genai import errors
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account

from services.sandbox.tokens import REFRESH_TOKEN
from tests.fakes.sandbox_server import SCOPES

if TYPE_CHECKING:
    from tests.fakes.sandbox_server import SandboxServer

MODEL = "gemini-3.1-flash-lite"


def key_info(server: SandboxServer) -> dict[str, str]:
    return json.loads(Path(server.address.service_account_file).read_text("utf-8"))


def test_a_key_is_exchanged_for_a_token(server: SandboxServer) -> None:
    credentials = server.credentials()
    credentials.refresh(Request())
    assert credentials.token
    assert not credentials.expired


def test_a_foreign_key_is_refused(server: SandboxServer) -> None:
    from services.sandbox.keys import _new_private_key  # pyright: ignore[reportPrivateUsage]

    info = {**key_info(server), "private_key": _new_private_key()}
    credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
    with pytest.raises(auth_exceptions.RefreshError, match="Invalid JWT Signature"):
        credentials.refresh(Request())


def test_a_key_without_scopes_is_refused(server: SandboxServer) -> None:
    credentials = service_account.Credentials.from_service_account_info(key_info(server))
    with pytest.raises(auth_exceptions.RefreshError, match="scope"):
        credentials.refresh(Request())


def test_a_person_signs_in_with_a_refresh_token(server: SandboxServer) -> None:
    info = {
        "client_id": "id",
        "client_secret": "secret",
        "token_uri": f"{server.base_url}/token",
        "refresh_token": REFRESH_TOKEN,
    }
    person: Any = user_credentials.Credentials
    credentials = person(None, **info)
    credentials.refresh(Request())
    assert credentials.valid
    with pytest.raises(auth_exceptions.RefreshError, match="revoked"):
        person(None, **{**info, "refresh_token": "another"}).refresh(Request())


def test_a_token_expires(server: SandboxServer) -> None:
    client = server.new_genai()
    client.models.count_tokens(model=MODEL, contents="x")
    server.control("POST", "clock", {"advance": 3601})
    try:
        with pytest.raises(errors.ClientError) as caught:
            client.models.count_tokens(model=MODEL, contents="x")
        assert (caught.value.code, caught.value.status) == (401, "UNAUTHENTICATED")
    finally:
        server.control("POST", "clock", {"advance": -3601})


def test_a_clock_that_is_wrong_is_told(server: SandboxServer) -> None:
    server.control("POST", "clock", {"advance": 7200})
    try:
        with pytest.raises(auth_exceptions.RefreshError, match="reasonable timeframe"):
            server.credentials().refresh(Request())
    finally:
        server.control("POST", "clock", {"advance": -7200})


def test_a_revoked_key_opens_nothing(server: SandboxServer) -> None:
    client = server.new_genai()
    client.models.count_tokens(model=MODEL, contents="x")
    server.control("POST", "tokens", {"revoked": True})
    try:
        with pytest.raises(errors.ClientError):
            client.models.count_tokens(model=MODEL, contents="x")
        with pytest.raises(auth_exceptions.RefreshError):
            server.credentials().refresh(Request())
    finally:
        server.control("POST", "tokens", {"revoked": False})


def test_the_generated_clients_sign_their_own_tokens(server: SandboxServer) -> None:
    client = server.gapic(aiplatform_v1.EndpointServiceClient)
    server.control("DELETE", "requests")
    list(client.list_endpoints(parent="projects/sandbox/locations/us"))
    assert "POST token" not in server.control("GET", "requests")["counts"]


def test_a_foreign_project_is_forbidden(server: SandboxServer) -> None:
    client = server.gapic(aiplatform_v1.EndpointServiceClient)
    with pytest.raises(exceptions.Forbidden) as caught:
        list(client.list_endpoints(parent="projects/other/locations/us"))
    assert caught.value.reason == "IAM_PERMISSION_DENIED"
