"""Signing in with Google in the browser, through an organisation's own OAuth client.

The installed-app flow of RFC 8252 with PKCE: the browser comes back to a port of this machine.
google_auth_oauthlib's own waiting is not used, since it cannot be stopped and takes the first
request that comes for the answer.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.auth.credentials import Credentials
    from google_auth_oauthlib.flow import InstalledAppFlow

    from services.jobs import JobContext

SCOPES = (
    "https://www.googleapis.com/auth/cloud-platform",
    "https://www.googleapis.com/auth/userinfo.email",
    "openid",
)
WAIT_SECONDS = 300.0

_LOOK_SECONDS = 0.2
_PAGE = (
    "<!doctype html><meta charset=utf-8><title>Tunesmith</title>"
    "<body style='font:16px sans-serif;margin:3em'>{}</body>"
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who signed in, with what the keyring is to keep; its text is a secret."""

    account: str
    secret: str


def checked_client(text: str) -> dict[str, Any]:
    """The client of a desktop program in the file that Google Cloud offers. Raises AppError."""
    try:
        client = json.loads(text)["installed"]
        usable = all(client[key] for key in ("client_id", "client_secret", "auth_uri", "token_uri"))
    except (ValueError, TypeError, KeyError):
        usable, client = False, {}
    if not usable:
        # The cause is left out: parsers like to quote what they could not read.
        raise AppError(
            "This is not an OAuth client for a desktop program.",
            "Choose the JSON file that Google Cloud offers under APIs & Services → Credentials "
            "for an OAuth client of the type “Desktop app”; your organisation makes it once.",
        )
    return client


def sign_in(client: str, open_page: Callable[[str], None], context: JobContext) -> SignIn:
    """Let the user sign in on the page that `open_page` shows, and wait for the answer.

    `client` is the text of the client file. Raises AppError when it is refused or takes longer
    than five minutes, JobCancelled on stop.
    """
    from google_auth_oauthlib.flow import InstalledAppFlow

    config = checked_client(client)
    with _Redirects() as redirects:
        flow = InstalledAppFlow.from_client_config(
            {"installed": config}, SCOPES, redirect_uri=redirects.address
        )
        page, redirects.state = flow.authorization_url(access_type="offline", prompt="consent")
        open_page(page)
        code = redirects.wait(context)
    return _exchanged(flow, config, code)


def credentials_of(secret: str, project: str) -> Credentials:
    """Credentials from what `sign_in` gave, billed to `project`."""
    from google.oauth2.credentials import Credentials as UserCredentials

    kept = json.loads(secret)
    client = kept["client"]
    made: Any = UserCredentials
    return made(
        None,
        refresh_token=kept["refresh_token"],
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        quota_project_id=project,
        account=kept["account"],
    )


def account_of(secret: str) -> str:
    """Who signed in."""
    return str(json.loads(secret)["account"])


def client_of(secret: str) -> str:
    """The client file's text, to sign in once more."""
    return json.dumps({"installed": json.loads(secret)["client"]})


def _exchanged(flow: InstalledAppFlow, client: dict[str, Any], code: str) -> SignIn:
    """The code for a refresh token."""
    import requests
    from oauthlib.oauth2 import OAuth2Error

    try:
        token: dict[str, Any] = flow.fetch_token(code=code)
    except (OAuth2Error, requests.RequestException) as error:
        raise AppError(
            "Google gave no token for the sign-in.",
            "Try again; if it stays, check the client file with your organisation, and that the "
            "clock of this machine is right.",
            # Only the kind: descriptions may repeat what was sent.
            str(getattr(error, "error", "") or type(error).__name__),
        ) from None
    except Warning:
        raise _without_rights() from None
    if SCOPES[0] not in _granted(token):
        raise _without_rights()
    account = _account(str(token.get("id_token", "")))
    kept = {"client": client, "refresh_token": token["refresh_token"], "account": account}
    return SignIn(account, json.dumps(kept))


def _granted(token: dict[str, Any]) -> list[str]:
    scope = token.get("scope", SCOPES)  # RFC 6749: left out when it is what was asked for
    return scope.split() if isinstance(scope, str) else list(scope)


def _without_rights() -> AppError:
    """Oauthlib warns, as an exception, when fewer rights were granted than asked for."""
    return AppError(
        "The sign-in does not allow the use of Google Cloud.",
        "Sign in again and leave the box for Google Cloud ticked.",
    )


def _account(id_token: str) -> str:
    """The e-mail address in an ID token, which came from Google itself and is not checked again."""
    try:
        payload = id_token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["email"])
    except (IndexError, ValueError, KeyError, TypeError):
        return "a Google account"


class _Redirects(ThreadingHTTPServer):
    """Takes the browser's return; only a request with our state counts."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Return)
        self.timeout = _LOOK_SECONDS
        self.state = ""
        self.answer: dict[str, str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def wait(self, context: JobContext) -> str:
        """The code that the browser brought."""
        end = time.monotonic() + WAIT_SECONDS
        while self.answer is None:
            context.check()
            if time.monotonic() > end:
                raise AppError("Nobody signed in within five minutes.", "Begin once more.")
            self.handle_request()
        if "code" not in self.answer:
            raise AppError(
                "The sign-in was refused in the browser.",
                "Try again; if your organisation does not allow it, ask who looks after its OAuth "
                "client.",
                self.answer.get("error", ""),
            )
        return self.answer["code"]


class _Return(BaseHTTPRequestHandler):
    """One request of the browser."""

    timeout = 5

    def do_GET(self) -> None:
        waiting = cast("_Redirects", self.server)
        query = parse_qs(urlsplit(self.path).query)
        answer = {key: values[0] for key, values in query.items()}
        ours = bool(waiting.state) and answer.get("state") == waiting.state
        if not ours or not answer.keys() & {"code", "error"}:
            self.send_error(404)
            return
        words = "You are signed in." if "code" in answer else "You are not signed in."
        page = _PAGE.format(f"{words} You can close this page.").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
        waiting.answer = answer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the address holds the code."""
