"""The service account that the clients sign in with: an RSA key pair in the state folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from services.sandbox.state.documents import write_beside

if TYPE_CHECKING:
    from pathlib import Path

EMAIL = "tunesmith@sandbox.iam.gserviceaccount.com"


def ensure_key(folder: Path, project: str, token_uri: str) -> Path:
    """Write `key.json` for the present address; the key pair of an earlier start is kept."""
    path = folder / "key.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    private = known.get("private_key") or _new_private_key()
    info = {
        "type": "service_account",
        "project_id": project,
        "private_key_id": "sandbox",
        "private_key": private,
        "client_email": EMAIL,
        "client_id": "100000000000000000001",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
    }
    write_beside(path, json.dumps(info, indent=2).encode())
    return path


def public_key(key_file: Path) -> bytes:
    """The public half of the service account's key, as PEM."""
    from cryptography.hazmat.primitives import serialization

    private = json.loads(key_file.read_text("utf-8"))["private_key"].encode()
    key = serialization.load_pem_private_key(private, password=None)
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _new_private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
