"""POST /token: the exchange of a signed JWT for an access token (RFC 7523)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.tokens import LIFETIME, BadGrant

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.tokens import TokenDesk

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class TokenRoutes:
    """Signing in with the service account."""

    def __init__(self, desk: TokenDesk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [Route("/token", self._exchange, methods=["POST"])]

    async def _exchange(self, request: Request) -> JSONResponse:
        form = parse_qs((await request.body()).decode())
        if form.get("grant_type") != [_JWT_BEARER]:
            return _refusal("unsupported_grant_type", "Invalid grant_type.")
        try:
            token = self._desk.exchange(form.get("assertion", [""])[0], str(request.url))
        except BadGrant as error:
            return _refusal("invalid_grant", str(error))
        return JSONResponse({"access_token": token, "expires_in": LIFETIME, "token_type": "Bearer"})


def _refusal(error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, 400)
