"""A secret, such as the key of a service account, in the system's keyring or in memory only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

CHUNK = 1_200
"""Windows keeps at most 2,560 bytes of UTF-16 per entry, which is less than a key needs."""

_HEAD = "parts"
_CHOSEN = "as you chose"
_REFUSED = {
    "keyrings.alt": "it would write the secret to a file that anyone can read",
    "keyring.backends.null": "it forgets what it is given",
    "keyring.backends.fail": "no keyring is running on this machine",
}


@dataclass(frozen=True, slots=True)
class Secret:
    """What is kept: the name of its entries, its word in a sentence, and how to get it again."""

    entry: str
    word: str
    again: str


SERVICE_ACCOUNT_KEY = Secret(
    "Tunesmith service account key",
    "the key of the service account",
    "choose the key file again in Settings",
)
GOOGLE_SIGN_IN = Secret(
    "Tunesmith sign-in with Google", "your sign-in with Google", "sign in again in Settings"
)


class KeyStore:
    """Keeps one secret. Calls may block while the desktop asks to unlock its keyring."""

    def __init__(
        self, backend: KeyringBackend | None = None, secret: Secret = SERVICE_ACCOUNT_KEY
    ) -> None:
        self._chosen = backend
        self._secret = secret
        self._memory: str | None = None
        self._lost = ""

    def of(self, secret: Secret) -> KeyStore:
        """A store for another secret in the same keyring."""
        return KeyStore(self._chosen, secret)

    @property
    def memory_only(self) -> str:
        """Why the secret at hand is in memory only; empty when the keyring has it."""
        return self._lost

    def save(self, key: str, *, remember: bool = True) -> str:
        """Keep a key; gives the reason when it is kept in memory only, else ''.

        Unless `remember`, that is so by the user's choice, and the keyring keeps no older one.
        """
        if not remember:
            self.forget()
        backend = self._backend()
        self._memory = key
        self._lost = _refusal(backend) if remember else _CHOSEN
        if self._lost:
            return self._lost
        from keyring.errors import KeyringError

        try:
            self._write(backend, key)
        except (KeyringError, OSError, RuntimeError) as error:
            self._lost = f"the keyring refused it ({type(error).__name__})"
        return self._lost

    def load(self) -> str | None:
        """The key, or None when none is kept. Raises AppError when the keyring stays locked."""
        if self._memory is not None:
            return self._memory
        backend = self._backend()
        if _refusal(backend):
            return None
        from keyring.errors import KeyringError

        try:
            self._memory = self._read(backend)
        except (KeyringError, OSError, RuntimeError) as error:
            raise AppError(
                f"The keyring did not give {self._secret.word}.",
                f"Unlock the keyring of your desktop and try again, or {self._secret.again}.",
                type(error).__name__,
            ) from error
        return self._memory

    def forget(self) -> None:
        """Remove the key from memory and keyring."""
        self._memory, self._lost = None, ""
        backend = self._backend()
        if not _refusal(backend):
            self._delete_from(backend, 0)

    def _backend(self) -> KeyringBackend:
        if self._chosen is not None:
            return self._chosen
        import keyring

        return keyring.get_keyring()

    def _write(self, backend: KeyringBackend, key: str) -> None:
        chunks = [key[start : start + CHUNK] for start in range(0, len(key), CHUNK)]
        for number, chunk in enumerate(chunks):
            backend.set_password(self._secret.entry, f"{_HEAD} {number}", chunk)
        # The head comes last, so that a write that was cut off is noticed by its checksum.
        backend.set_password(self._secret.entry, _HEAD, f"{len(chunks)}:{_checksum(key)}")
        self._delete_from(backend, len(chunks))

    def _read(self, backend: KeyringBackend) -> str | None:
        head = backend.get_password(self._secret.entry, _HEAD)
        if not head:
            return None
        count, _, checksum = head.partition(":")
        chunks = [
            backend.get_password(self._secret.entry, f"{_HEAD} {number}") or ""
            for number in range(int(count))
        ]
        key = "".join(chunks)
        return key if _checksum(key) == checksum else None

    def _delete_from(self, backend: KeyringBackend, first: int) -> None:
        from keyring.errors import KeyringError, PasswordDeleteError

        names = [] if first else [_HEAD]
        number = first
        try:
            while backend.get_password(self._secret.entry, f"{_HEAD} {number}") is not None:
                names.append(f"{_HEAD} {number}")
                number += 1
            for name in names:
                backend.delete_password(self._secret.entry, name)
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise AppError(
                f"The keyring did not remove {self._secret.word}.",
                f"Remove the entries named “{self._secret.entry}” with your desktop's keyring "
                "program.",
                type(error).__name__,
            ) from error


def _refusal(backend: KeyringBackend) -> str:
    from keyring.backends.chainer import ChainerBackend

    if isinstance(backend, ChainerBackend):
        return _refusal(backend.backends[0]) if backend.backends else _REFUSED_NONE
    module = type(backend).__module__
    for prefix, reason in _REFUSED.items():
        if module.startswith(prefix):
            return reason
    return ""


_REFUSED_NONE = _REFUSED["keyring.backends.fail"]


def _checksum(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
