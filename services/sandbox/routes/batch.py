"""batchPredictionJobs: create, get, list, cancel, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.routes.common import page, place, read_json
from services.sandbox.wire.messages import parse

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.batch.runner import BatchRunner
    from services.sandbox.identity import Identity
    from services.sandbox.state.operations import Operations


class BatchRoutes:
    """The batch part of the job service."""

    def __init__(self, identity: Identity, runner: BatchRunner, operations: Operations) -> None:
        self._identity = identity
        self._runner = runner
        self._operations = operations

    def routes(self) -> list[Route]:
        parent = "/projects/{project}/locations/{location}/batchPredictionJobs"
        return [
            Route(parent, self._create, methods=["POST"]),
            Route(parent, self._list, methods=["GET"]),
            Route(parent + "/{job}:cancel", self._cancel, methods=["POST"]),
            Route(parent + "/{job}", self._get, methods=["GET"]),
            Route(parent + "/{job}", self._delete, methods=["DELETE"]),
        ]

    async def _create(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.batchPredictionJobs.create")
        asked = parse("BatchPredictionJob", await read_json(request))
        return JSONResponse(self._runner.create(location, asked))

    async def _list(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.batchPredictionJobs.list")
        return JSONResponse(page(request, "batchPredictionJobs", self._runner.listed(location)))

    async def _get(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.batchPredictionJobs.get")
        return JSONResponse(self._runner.get(location, request.path_params["job"]))

    async def _cancel(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.batchPredictionJobs.cancel")
        self._runner.cancel(self._runner.get(location, request.path_params["job"]))
        return JSONResponse({})

    async def _delete(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.batchPredictionJobs.delete")
        job = self._runner.get(location, request.path_params["job"])
        self._runner.delete(job)
        return JSONResponse(self._operations.done(job["name"], "Delete"))
