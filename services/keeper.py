"""The secrets that the program keeps for Vertex AI, and the credentials made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.connection import KeptKey
from services.domain.errors import AppError
from services.settings import CredentialsKind
from services.vertex.key_store import GOOGLE_SIGN_IN, KeyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from google.auth.credentials import Credentials

    from services.jobs import JobContext
    from services.settings import VertexSettings


class Keeper:
    """Takes, names and forgets secrets; `changed` is told when another one holds.

    The keyring may ask the desktop's user something, so every call may block. All raise AppError
    when a file is of no use or the keyring stays locked.
    """

    def __init__(self, keys: KeyStore, changed: Callable[[], None]) -> None:
        self._keys = keys
        self._sign_ins = keys.of(GOOGLE_SIGN_IN)
        self._changed = changed

    def keep_key(self, file: Path, *, remember: bool = True) -> KeptKey:
        """Take the key of a service account from its JSON file; it goes to the keyring only.

        Unless `remember`, it stays in memory until the program ends.
        """
        from services.vertex.credentials import checked_key

        text = _text_of(file, "Choose the JSON file that Google Cloud made for the account.")
        owner = str(checked_key(text)["client_email"])
        reason = self._keys.save(text, remember=remember)
        self._changed()
        return KeptKey(owner, reason)

    def kept_key(self) -> KeptKey | None:
        """The key that is kept; None without one."""
        from services.vertex.credentials import checked_key

        key = self._keys.load()
        if key is None:
            return None
        return KeptKey(str(checked_key(key)["client_email"]), self._keys.memory_only)

    def forget_key(self) -> None:
        """Remove the key from memory and keyring."""
        self._keys.forget()
        self._changed()

    def sign_in(
        self,
        client_file: Path | None,
        open_page: Callable[[str], None],
        context: JobContext,
        *,
        remember: bool = True,
    ) -> KeptKey:
        """Sign in with Google on the page that `open_page` shows; None takes the client again.

        Unless `remember`, the sign-in stays in memory until the program ends.
        """
        from services.vertex.sign_in import client_of, sign_in

        if client_file is not None:
            client = _text_of(client_file, "Choose the file of your organisation's OAuth client.")
        else:
            client = client_of(self._sign_in())
        done = sign_in(client, open_page, context)
        reason = self._sign_ins.save(done.secret, remember=remember)
        self._changed()
        return KeptKey(done.account, reason)

    def signed_in(self) -> KeptKey | None:
        """Who is signed in with Google; None when nobody is."""
        from services.vertex.sign_in import account_of

        secret = self._sign_ins.load()
        return None if secret is None else KeptKey(account_of(secret), self._sign_ins.memory_only)

    def sign_out(self) -> None:
        """Remove the sign-in from memory and keyring."""
        self._sign_ins.forget()
        self._changed()

    def credentials(self, vertex: VertexSettings) -> Credentials:
        """The credentials that the settings name."""
        from services.vertex.credentials import application_default, from_key
        from services.vertex.sign_in import credentials_of

        match vertex.credentials:
            case CredentialsKind.APPLICATION_DEFAULT:
                return application_default(vertex.project)
            case CredentialsKind.SERVICE_ACCOUNT:
                return from_key(self._key())
            case CredentialsKind.SIGN_IN:
                return credentials_of(self._sign_in(), vertex.project)

    def _key(self) -> str:
        key = self._keys.load()
        if key is None:
            raise AppError(
                "The key of the service account is not here.",
                "Choose its JSON file again in Settings; where no keyring is used, a key is kept "
                "for one run of the program only.",
            )
        return key

    def _sign_in(self) -> str:
        secret = self._sign_ins.load()
        if secret is None:
            raise AppError(
                "You are not signed in with Google.",
                "Sign in again in Settings; where no keyring is used, it lasts for one run of the "
                "program only.",
            )
        return secret


def _text_of(file: Path, way_out: str) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise AppError(
            f"The file {file.name} cannot be read.", way_out, type(error).__name__
        ) from None
