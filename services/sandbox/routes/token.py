"""POST /token: an access token for a signed JWT (RFC 7523) or a person (RFC 6749).

GET /o/oauth2/auth: the page on which a person signs in; here everybody who comes is let in.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from services.sandbox.tokens import LIFETIME, REFRESH_TOKEN, BadGrant

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.tokens import TokenDesk

Json = dict[str, Any]
ACCOUNT = "you@sandbox.example"
_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class TokenRoutes:
    """Signing in with the service account, or as a person."""

    def __init__(self, desk: TokenDesk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [
            Route("/token", self._exchange, methods=["POST"]),
            Route("/o/oauth2/auth", self._sign_in, methods=["GET"]),
        ]

    async def _sign_in(self, request: Request) -> RedirectResponse | JSONResponse:
        asked = request.query_params
        if not asked.get("redirect_uri", "").startswith(("http://127.0.0.1:", "http://localhost:")):
            return _refusal("redirect_uri_mismatch", "Bad Request")
        if asked.get("response_type") != "code" or not asked.get("client_id"):
            return _refusal("invalid_request", "Missing required parameter.")
        scope = asked.get("scope", "")
        code = self._desk.hand_out_code(asked.get("code_challenge", ""), scope)
        answer = {"state": asked.get("state", ""), "code": code, "scope": scope}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def _exchange(self, request: Request) -> JSONResponse:
        form = dict(parse_qsl((await request.body()).decode()))
        more: Json = {}
        try:
            if form.get("grant_type") == _JWT_BEARER:
                token = self._desk.exchange(form.get("assertion", ""), str(request.url))
            elif form.get("grant_type") == "refresh_token":
                token = self._desk.renew(form.get("refresh_token", ""))
            elif form.get("grant_type") == "authorization_code":
                code, verifier = form.get("code", ""), form.get("code_verifier", "")
                token, scope = self._desk.redeem(code, verifier)
                more = {"scope": scope, "refresh_token": REFRESH_TOKEN, "id_token": _id_token()}
            else:
                return _refusal("unsupported_grant_type", "Invalid grant_type.")
        except BadGrant as error:
            return _refusal("invalid_grant", str(error))
        answer = {"access_token": token, "expires_in": LIFETIME, "token_type": "Bearer"}
        return JSONResponse(answer | more)


def _refusal(error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, 400)


def _id_token() -> str:
    """Who signed in, as an ID token; nobody checks its signature, so it has none."""
    parts: tuple[Json, Json] = ({"alg": "none"}, {"email": ACCOUNT})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join([*(part.rstrip("=") for part in encoded), ""])
