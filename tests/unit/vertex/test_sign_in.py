"""Signing in with Google in the browser, with Google's own flow against the Sandbox."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from keyring.backends.fail import Keyring as NoKeyring

from services.domain.connection import KeptKey
from services.domain.errors import AppError
from services.jobs import JobCancelled, JobContext
from services.keeper import Keeper
from services.sandbox.routes.token import ACCOUNT
from services.sandbox.tokens import REFRESH_TOKEN
from services.settings import CredentialsKind, VertexSettings
from services.vertex.key_store import KeyStore
from services.vertex.sign_in import checked_client, sign_in
from tests.unit.vertex.test_key_store import MemoryKeyring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyring.backend import KeyringBackend

    from tests.fakes.sandbox_server import SandboxServer

BY_SIGN_IN = VertexSettings("mine", bucket="files", credentials=CredentialsKind.SIGN_IN)


@pytest.fixture
def client_file(
    server: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An organisation's client whose pages are the Sandbox's, which speaks no TLS."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    path = tmp_path / "client.json"
    path.write_text(json.dumps({"installed": _client(server.base_url)}), "utf-8")
    yield path
    server.control("POST", "tokens", {"revoked": False})


def _client(base_url: str) -> dict[str, Any]:
    return {
        "client_id": "1-a.apps.googleusercontent.com",
        "client_secret": "client-secret-marked",
        "auth_uri": f"{base_url}/o/oauth2/auth",
        "token_uri": f"{base_url}/token",
        "redirect_uris": ["http://localhost"],
    }


def browser(page: str) -> None:
    """Open the page and follow where it leads, as a browser does."""
    threading.Thread(target=lambda: urllib.request.urlopen(page, timeout=60).read()).start()


def keeper(backend: KeyringBackend) -> Keeper:
    return Keeper(KeyStore(backend), lambda: None)


def test_a_sign_in_is_kept_and_gives_tokens_in_the_next_run(client_file: Path) -> None:
    from google.auth.transport.requests import Request

    keyring = MemoryKeyring()
    assert keeper(keyring).sign_in(client_file, browser, JobContext()) == KeptKey(ACCOUNT, "")
    assert REFRESH_TOKEN in "".join(keyring.kept.values())
    next_run = keeper(keyring)
    assert next_run.signed_in() == KeptKey(ACCOUNT, "")
    credentials = next_run.credentials(BY_SIGN_IN)
    credentials.refresh(Request())
    assert credentials.valid
    assert credentials.quota_project_id == "mine"
    again = next_run.sign_in(None, browser, JobContext())
    assert again.owner == ACCOUNT, "the client is kept, so the file is not asked for again"
    next_run.sign_out()
    assert keyring.kept == {}
    with pytest.raises(AppError, match="not signed in"):
        next_run.credentials(BY_SIGN_IN)


def test_without_a_keyring_the_sign_in_lasts_for_this_run(client_file: Path) -> None:
    mine = keeper(NoKeyring())
    assert "no keyring" in mine.sign_in(client_file, browser, JobContext()).memory_only
    assert mine.signed_in() is not None
    assert keeper(NoKeyring()).signed_in() is None


def test_a_refusal_in_the_browser_is_told_and_strangers_are_not_listened_to(
    client_file: Path,
) -> None:
    def refuse(page: str) -> None:
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page).query))
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{asked['redirect_uri']}?code=stolen&state=guessed", timeout=60)
        answer = urllib.parse.urlencode({"error": "access_denied", "state": asked["state"]})
        urllib.request.urlopen(f"{asked['redirect_uri']}?{answer}", timeout=60)

    def visit(page: str) -> None:
        threading.Thread(target=refuse, args=(page,)).start()

    with pytest.raises(AppError) as refused:
        sign_in(client_file.read_text("utf-8"), visit, JobContext())
    assert refused.value.title == "The sign-in was refused in the browser."
    assert refused.value.details == "access_denied"


def test_a_sign_in_without_the_right_to_use_google_cloud_is_told(client_file: Path) -> None:
    def untick(page: str) -> None:
        browser(page.replace("cloud-platform", "something-else"))

    with pytest.raises(AppError, match="does not allow the use of Google Cloud"):
        sign_in(client_file.read_text("utf-8"), untick, JobContext())


def test_a_code_of_somebody_else_gives_no_token(client_file: Path) -> None:
    def swap(page: str) -> None:
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page).query))
        query = urllib.parse.urlencode({"code": "4/0stolen-marked", "state": asked["state"]})
        browser(f"{asked['redirect_uri']}?{query}")

    with pytest.raises(AppError) as refused:
        sign_in(client_file.read_text("utf-8"), swap, JobContext())
    assert refused.value.details == "invalid_grant"
    assert "marked" not in str(refused.value)


def test_waiting_for_the_browser_can_be_stopped(client_file: Path) -> None:
    context = JobContext()
    with pytest.raises(JobCancelled):
        sign_in(client_file.read_text("utf-8"), lambda _: context.stop(), context)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"web": {"client_secret": "marked"}}', '{"installed": {}}']
)
def test_what_is_no_client_of_a_desktop_program_is_refused(text: str) -> None:
    with pytest.raises(AppError) as refused:
        checked_client(text)
    assert "Desktop app" in refused.value.way_out
    assert "marked" not in repr(refused.value) + refused.value.details
