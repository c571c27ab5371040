from __future__ import annotations

import json

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from services.domain.errors import AppError
from services.vertex.credentials import checked_key
from services.vertex.key_store import CHUNK, KeyStore

KEY = json.dumps({"private_key": "å" * 2000, "client_email": "who@example.com"})


class MemoryKeyring(KeyringBackend):
    """A keyring that works, and keeps what it was given in sight."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked


class PlainKeyring(MemoryKeyring):
    pass


PlainKeyring.__module__ = "keyrings.alt.file"


def test_a_key_comes_back_in_the_next_run_of_the_program() -> None:
    keyring = MemoryKeyring()
    assert KeyStore(keyring).save(KEY) == ""
    assert KeyStore(keyring).load() == KEY


def test_no_entry_is_larger_than_windows_takes() -> None:
    keyring = MemoryKeyring()
    KeyStore(keyring).save(KEY)
    assert max(map(len, keyring.kept.values())) <= CHUNK
    assert len(keyring.kept) > 2


def test_a_shorter_key_leaves_nothing_of_the_longer_one() -> None:
    keyring = MemoryKeyring()
    KeyStore(keyring).save(KEY)
    KeyStore(keyring).save("{}")
    assert KeyStore(keyring).load() == "{}"
    assert len(keyring.kept) == 2


def test_forgetting_removes_every_entry() -> None:
    keyring = MemoryKeyring()
    store = KeyStore(keyring)
    store.save(KEY)
    store.forget()
    assert keyring.kept == {}
    assert store.load() is None


def test_a_key_can_be_kept_for_this_run_only_and_leaves_no_older_one() -> None:
    keyring = MemoryKeyring()
    store = KeyStore(keyring)
    store.save(KEY)
    assert store.save("{}", remember=False) == "as you chose"
    assert (store.load(), store.memory_only) == ("{}", "as you chose")
    assert keyring.kept == {}
    assert store.save(KEY) == store.memory_only == ""


def test_a_key_that_was_cut_off_is_no_key() -> None:
    keyring = MemoryKeyring()
    KeyStore(keyring).save(KEY)
    last = max(name for name in keyring.kept if name[1][-1].isdigit())
    keyring.kept[last] = ""
    assert KeyStore(keyring).load() is None


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (PlainKeyring(), "anyone can read"),
        (NullKeyring(), "forgets"),
        (NoKeyring(), "no keyring is running"),
    ],
)
def test_unsafe_keyrings_are_refused_with_the_reason(backend: KeyringBackend, reason: str) -> None:
    store = KeyStore(backend)
    assert reason in store.save(KEY)
    assert reason in store.memory_only
    assert store.load() == KEY, "for this run it is kept in memory"
    assert KeyStore(backend).load() is None
    if isinstance(backend, MemoryKeyring):
        assert backend.kept == {}


def test_a_locked_keyring_is_told_without_the_key() -> None:
    store = KeyStore(LockedKeyring())
    assert "KeyringLocked" in store.save(KEY)
    with pytest.raises(AppError) as refused:
        KeyStore(LockedKeyring()).load()
    assert "Unlock" in refused.value.way_out


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"type": "service_account"}', KEY])
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(AppError) as refused:
        checked_key(text)
    assert "å" not in repr(refused.value.args) + refused.value.details
    assert refused.value.__cause__ is None
