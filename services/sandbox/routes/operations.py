"""Long-running operations: get, under every prefix (the clients ask under /ui)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.state.operations import Operations


class OperationRoutes:
    """The operations service."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def routes(self) -> list[Route]:
        path = "/{parent:path}/operations/{operation}"
        return [Route(path, self._get, methods=["GET"])]

    async def _get(self, request: Request) -> JSONResponse:
        parent, key = request.path_params["parent"], request.path_params["operation"]
        return JSONResponse(self._operations.get(f"{parent}/operations/{key}"))
