"""Keeps secrets in the keyring of the session, or reads them back; started in one of its own.

`python -m tests.fakes.keyring_trip keep|recall|forget FILE`: FILE holds the secret; what is found
is printed as JSON, never the secret itself.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from services.vertex.key_store import GOOGLE_SIGN_IN, KeyStore


def main(what: str, file: str) -> None:
    secret = Path(file).read_text("utf-8")
    key = KeyStore()
    sign_in = key.of(GOOGLE_SIGN_IN)
    refused = ""
    if what == "keep":
        refused = key.save(secret) or sign_in.save(secret[:100])
    if what == "forget":
        key.forget()
        sign_in.forget()
    found = [store.load() for store in (KeyStore(), KeyStore().of(GOOGLE_SIGN_IN))]
    digests = [text and hashlib.sha256(text.encode()).hexdigest() for text in found]
    sys.stdout.write(json.dumps({"backend": _backend(), "refused": refused, "found": digests}))


def _backend() -> str:
    import keyring

    return type(keyring.get_keyring()).__module__


if __name__ == "__main__":
    main(*sys.argv[1:])
