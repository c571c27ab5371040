"""The key store with a real Secret Service: gnome-keyring in a D-Bus session of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[3]
NEEDED = ("gnome-keyring-daemon", "dbus-run-session")
MISSING = [program for program in NEEDED if shutil.which(program) is None]
SECRET = json.dumps({"private_key": "marked-å-" * 400, "client_email": "who@example.com"})

pytestmark = pytest.mark.skipif(
    bool(MISSING),
    reason=f"needs {' and '.join(MISSING)}: “python3 run.py test” installs it as root",
)


@pytest.fixture
def session(tmp_path: Path) -> Mapping[str, str]:
    """The environment of a desktop user who has nothing yet."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONUTF8": "1",
    }


def trip(session: Mapping[str, str], password: str, what: str, file: Path) -> dict[str, Any]:
    """Log in, unlock the keyring with a password, and let the program do something with it."""
    unlock = "gnome-keyring-daemon --unlock --components=secrets"
    script = f'printf "%s\\n" "$1" | {unlock} >/dev/null 2>&1; exec "$2" -m "$3" "$4" "$5"'
    command = ["bash", "-c", script, "bash", password, sys.executable]
    done = subprocess.run(
        ["dbus-run-session", "--", *command, "tests.fakes.keyring_trip", what, str(file)],
        env=dict(session),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_secrets_are_kept_encrypted_and_come_back_after_a_new_login(
    session: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "secret.txt"
    file.write_text(SECRET, "utf-8")
    whole, part = (hashlib.sha256(text.encode()).hexdigest() for text in (SECRET, SECRET[:100]))
    kept = trip(session, "word", "keep", file)
    assert kept["backend"] == "keyring.backends.SecretService"
    assert (kept["refused"], kept["found"]) == ("", [whole, part])
    stored = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert stored
    assert not any(b"marked" in path.read_bytes() for path in stored)
    assert trip(session, "word", "recall", file)["found"] == [whole, part]
    assert trip(session, "word", "forget", file)["found"] == [None, None]
