"""Signing in: JWTs are checked with the account's key, access tokens are handed out and expire."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.sandbox.clock import Clock

_AUDIENCES = ("https://oauth2.googleapis.com/token", "https://accounts.google.com/o/oauth2/token")
_SKEW = 300.0
LIFETIME = 3600
REFRESH_TOKEN = "sandbox-refresh-token"
"""What stands for a person's sign-in: an `authorized_user` with it is let in."""


class BadGrant(Exception):
    """The token request is refused; the text is Google's `error_description`."""


class TokenDesk:
    """Hands out access tokens for good assertions and says whether a bearer is still good."""

    def __init__(self, public_pem: bytes, email: str, clock: Clock) -> None:
        self._public_pem = public_pem
        self._email = email
        self._clock = clock
        self._tokens: dict[str, float] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        self.revoked = False

    def exchange(self, assertion: str, token_uri: str) -> str:
        """An access token for a signed assertion; raises BadGrant."""
        claims = self._verified(assertion)
        if claims.get("aud") not in (*_AUDIENCES, token_uri):
            raise BadGrant("Invalid JWT: Failed audience check.")
        if not claims.get("scope"):
            raise BadGrant("Invalid OAuth scope or ID token audience provided.")
        return self.hand_out()

    def hand_out_code(self, challenge: str, scope: str) -> str:
        """A code for somebody who just signed in, to be exchanged once by whoever asked for it.

        `challenge` is what RFC 7636 makes of the asker's secret (S256).
        """
        code = "4/0" + secrets.token_urlsafe(24)
        self._codes[code] = (challenge, scope)
        return code

    def redeem(self, code: str, verifier: str) -> tuple[str, str]:
        """An access token for a code, with what it allows; raises BadGrant."""
        challenge, scope = self._codes.pop(code, ("", ""))
        digest = hashlib.sha256(verifier.encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
            raise BadGrant("Malformed auth code.")
        return self.hand_out(), scope

    def renew(self, refresh_token: str) -> str:
        """An access token for a person's refresh token; raises BadGrant."""
        if self.revoked or refresh_token != REFRESH_TOKEN:
            raise BadGrant("Token has been expired or revoked.")
        return self.hand_out()

    def hand_out(self) -> str:
        """A new access token, good for an hour."""
        token = "ya29." + secrets.token_urlsafe(32)
        self._tokens[token] = self._clock.now() + LIFETIME
        return token

    def forget_all(self) -> None:
        """Make every token that was handed out worthless."""
        self._tokens.clear()

    def accepts(self, bearer: str) -> bool:
        """Whether a bearer is a live access token or a self-signed JWT of the account."""
        if self.revoked:
            return False
        if bearer.count(".") == 2 and bearer.startswith("ey"):
            return self._accepts_self_signed(bearer)
        return self._tokens.get(bearer, 0.0) > self._clock.now()

    def _accepts_self_signed(self, bearer: str) -> bool:
        try:
            claims = self._verified(bearer)
        except BadGrant:
            return False
        audience = str(claims.get("aud", ""))
        return bool(claims.get("scope")) or audience.startswith("https://aiplatform.googleapis.com")

    def _verified(self, assertion: str) -> dict[str, Any]:
        claims = _checked_signature(assertion, self._public_pem)
        now = self._clock.now()
        if self.revoked or claims.get("iss") != self._email:
            raise BadGrant("Invalid grant: account not found")
        issued, expires = float(claims.get("iat", 0)), float(claims.get("exp", 0))
        if issued - _SKEW > now or expires + _SKEW < now or expires - issued > LIFETIME + _SKEW:
            raise BadGrant(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim."
            )
        return claims


def _checked_signature(assertion: str, public_pem: bytes) -> dict[str, Any]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = serialization.load_pem_public_key(public_pem)
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        head, payload, signature = assertion.split(".")
        signed = f"{head}.{payload}".encode()
        key.verify(_decoded(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        claims = json.loads(_decoded(payload))
    except (ValueError, InvalidSignature) as error:
        raise BadGrant("Invalid JWT Signature.") from error
    return claims


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
