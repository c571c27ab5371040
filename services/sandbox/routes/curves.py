"""Metadata contexts and TensorBoard: where the curves of a tuning job are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.routes.common import page, place
from services.sandbox.tuning.curves import TENSORBOARD, experiment_id, run_id
from services.sandbox.wire.errors import not_found

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.identity import Identity
    from services.sandbox.tuning.curves import Curves

Json = dict[str, Any]
_SCHEMA = re.compile(r'schema_title\s*=\s*"([^"]+)"')
_PARENT = re.compile(r'parent_contexts\s*:\s*"([^"]+)"')


class CurveRoutes:
    """The parts of the metadata and TensorBoard services that lead to a job's curves."""

    def __init__(self, identity: Identity, curves: Curves) -> None:
        self._identity = identity
        self._curves = curves

    def routes(self) -> list[Route]:
        parent = "/projects/{project}/locations/{location}"
        contexts = parent + "/metadataStores/{store}/contexts"
        board = parent + "/tensorboards"
        run = board + "/{board}/experiments/{experiment}/runs"
        series = run + "/{run}/timeSeries"
        get = ["GET"]
        return [
            Route(contexts, self._contexts, methods=get),
            Route(contexts + "/{context}", self._context, methods=get),
            Route(board, self._boards, methods=get),
            Route(board + "/{board}:batchRead", self._batch_read, methods=get),
            Route(board + "/{board}", self._board, methods=get),
            Route(run, self._runs, methods=get),
            Route(run + "/{run}", self._run, methods=get),
            Route(series, self._series, methods=get),
            Route(series + "/{series}:read", self._read, methods=get),
        ]

    async def _contexts(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.contexts.list")
        wanted = request.query_params.get("filter") or ""
        found = [
            context
            for curves in self._curves.all(location)
            for context in (
                self._curves.experiment_context(curves),
                self._curves.run_context(curves),
            )
            if _passes(context, wanted)
        ]
        return JSONResponse(page(request, "contexts", found))

    async def _context(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.contexts.get")
        key = request.path_params["context"]
        for curves in self._curves.all(location):
            if key == experiment_id(curves):
                return JSONResponse(self._curves.experiment_context(curves))
            if key == f"{experiment_id(curves)}-{run_id(curves)}":
                return JSONResponse(self._curves.run_context(curves))
        raise not_found(f"Context {key} is not found.")

    async def _boards(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.tensorboards.list")
        return JSONResponse(page(request, "tensorboards", [self._board_shown(location)]))

    async def _board(self, request: Request) -> JSONResponse:
        return JSONResponse(self._board_shown(self._board_location(request)))

    async def _runs(self, request: Request) -> JSONResponse:
        shown = self._run_shown(self._of_experiment(request))
        return JSONResponse(page(request, "tensorboardRuns", [shown]))

    async def _run(self, request: Request) -> JSONResponse:
        return JSONResponse(self._run_shown(self._of_run(request)))

    async def _series(self, request: Request) -> JSONResponse:
        shown = self._curves.series(self._of_run(request))
        return JSONResponse(page(request, "tensorboardTimeSeries", shown))

    async def _read(self, request: Request) -> JSONResponse:
        data = self._data(self._of_run(request), request.path_params["series"])
        return JSONResponse({"timeSeriesData": data})

    async def _batch_read(self, request: Request) -> JSONResponse:
        location = self._board_location(request)
        read: list[Json] = []
        for name in request.query_params.getlist("timeSeries"):
            parts = name.split("/")
            curves = self._curves.find(location, parts[7]) if len(parts) == 12 else None
            if curves is None:
                raise not_found(f"TensorboardTimeSeries {name} is not found.")
            read.append(self._data(curves, parts[11]))
        return JSONResponse({"timeSeriesData": read})

    def _data(self, curves: Json, series: str) -> Json:
        data = self._curves.data(curves, series)
        if data is None:
            raise not_found(f"TensorboardTimeSeries {series} is not found.")
        return data

    def _of_run(self, request: Request) -> Json:
        curves = self._of_experiment(request)
        if request.path_params["run"] != run_id(curves):
            raise not_found(f"TensorboardRun {request.path_params['run']} is not found.")
        return curves

    def _of_experiment(self, request: Request) -> Json:
        location = self._board_location(request)
        experiment = request.path_params["experiment"]
        curves = self._curves.find(location, experiment)
        if curves is None:
            raise not_found(f"TensorboardExperiment {experiment} is not found.")
        return curves

    def _board_location(self, request: Request) -> str:
        location = place(request, self._identity, "aiplatform.tensorboards.get")
        if request.path_params["board"] != TENSORBOARD:
            raise not_found(f"Tensorboard {request.path_params['board']} is not found.")
        return location

    def _board_shown(self, location: str) -> Json:
        name = self._curves.tensorboard(location)
        return {"name": name, "displayName": "Default Tensorboard", "isDefault": True}

    def _run_shown(self, curves: Json) -> Json:
        name = self._curves.run_name(curves)
        return {"name": name, "displayName": run_id(curves), "createTime": curves["created"]}


def _passes(context: Json, wanted: str) -> bool:
    schema, parent = _SCHEMA.search(wanted), _PARENT.search(wanted)
    if schema and context["schemaTitle"] != schema[1]:
        return False
    return not parent or parent[1] in context.get("parentContexts", [])
