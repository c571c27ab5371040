"""Where the right to call comes from, and how its token is renewed."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

from services.domain.errors import AppError
from services.vertex.address import UNKNOWN_MEMBER

if TYPE_CHECKING:
    from pathlib import Path

    from google.auth.credentials import Credentials

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
"""google-genai adds no scope of its own; without one the token server grants nothing."""

_ONE_REFRESH_SECONDS = 5.0


def application_default(project: str) -> Credentials:
    """What `gcloud auth application-default login` left, billed to `project`.

    Raises AppError when there is none.
    """
    import google.auth
    from google.auth.exceptions import DefaultCredentialsError
    from google.oauth2.credentials import Credentials as UserCredentials

    try:
        credentials, _ = google.auth.default(scopes=SCOPES)
    except DefaultCredentialsError as error:
        raise AppError(
            "There are no application default credentials on this machine.",
            "Run “gcloud auth application-default login” in a terminal, or choose the key of a "
            "service account in Settings.",
            str(error),
        ) from error
    if isinstance(credentials, UserCredentials):
        return credentials.with_quota_project(project)
    return credentials


def from_key(key: str) -> Credentials:
    """Credentials of a service account from the text of its JSON key; nothing touches the disk.

    Raises AppError, which never repeats the key, when the text is no such key.
    """
    from google.oauth2 import service_account

    return service_account.Credentials.from_service_account_info(checked_key(key), scopes=SCOPES)


def checked_key(key: str) -> dict[str, Any]:
    """The key as a dictionary, once it is known to be usable. Raises AppError."""
    from google.oauth2 import service_account

    try:
        info = json.loads(key)
        service_account.Credentials.from_service_account_info(info)
    except (ValueError, TypeError, AttributeError):
        # The cause is left out: parsers like to quote what they could not read.
        raise AppError(
            "This is not the key of a service account.",
            "Choose the JSON file that Google Cloud offers under IAM → Service accounts → Keys.",
        ) from None
    return info


def from_key_file_on_this_machine(path: Path) -> Credentials:
    """Credentials whose token comes from a server on this machine, past any proxy."""
    from google.auth.transport.requests import Request
    from google.oauth2 import service_account

    class DirectCredentials(service_account.Credentials):
        """Renews its token without the proxy that the environment may name."""

        def refresh(self, request: Any) -> None:  # noqa: ARG002
            super().refresh(Request(direct_session()))

        def _is_regional_access_boundary_lookup_required(self) -> bool:
            """No: google-auth would ask Google in the background in which regions the account
            may be used, and nothing leaves this machine."""
            return False

    return DirectCredentials.from_service_account_file(str(path), scopes=SCOPES)


def direct_session() -> Any:
    """A requests session that ignores the environment's proxies."""
    import requests

    session = requests.Session()
    session.trust_env = False
    return session


def member_of(credentials: Credentials) -> str:
    """The account as gcloud names it in a policy; a place to fill in where it is not known."""
    service_account = str(getattr(credentials, "service_account_email", "") or "")
    if "@" in service_account:
        return f"serviceAccount:{service_account}"
    account = str(getattr(credentials, "account", "") or "")
    return f"user:{account}" if "@" in account else UNKNOWN_MEMBER


class TokenRenewal:
    """Renews the token after a 401, once for all calls that were refused at the same time."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._lock = threading.Lock()
        self._renewed = -_ONE_REFRESH_SECONDS

    def renew(self) -> None:
        """Blocking. Raises google.auth.exceptions.GoogleAuthError."""
        from google.auth.transport.requests import Request

        with self._lock:
            if time.monotonic() - self._renewed < _ONE_REFRESH_SECONDS:
                return
            self._credentials.refresh(Request())
            self._renewed = time.monotonic()
