"""POST /token: an access token for a signed JWT (RFC 7523) or a refresh token (RFC 6749)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.tokens import LIFETIME, BadGrant

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.tokens import TokenDesk

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class TokenRoutes:
    """Signing in with the service account, or as a person."""

    def __init__(self, desk: TokenDesk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [Route("/token", self._exchange, methods=["POST"])]

    async def _exchange(self, request: Request) -> JSONResponse:
        form = dict(parse_qsl((await request.body()).decode()))
        try:
            if form.get("grant_type") == _JWT_BEARER:
                token = self._desk.exchange(form.get("assertion", ""), str(request.url))
            elif form.get("grant_type") == "refresh_token":
                token = self._desk.renew(form.get("refresh_token", ""))
            else:
                return _refusal("unsupported_grant_type", "Invalid grant_type.")
        except BadGrant as error:
            return _refusal("invalid_grant", str(error))
        return JSONResponse({"access_token": token, "expires_in": LIFETIME, "token_type": "Bearer"})


def _refusal(error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, 400)
