"""Models: base models of the publisher, and the project's tuned ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.routes.common import page, place, read_json
from services.sandbox.routes.filters import camel, passes
from services.sandbox.wire.errors import invalid_argument, not_found

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.catalog import BaseModel
    from services.sandbox.identity import Identity
    from services.sandbox.state.operations import Operations
    from services.sandbox.state.registry import Registry
    from services.sandbox.tuning.jobs import Jobs

Json = dict[str, Any]
_CHANGEABLE = ("displayName", "description", "labels", "defaultCheckpointId")


class ModelRoutes:
    """The model service."""

    def __init__(
        self,
        identity: Identity,
        catalog: dict[str, BaseModel],
        registry: Registry,
        operations: Operations,
        jobs: Jobs,
    ) -> None:
        self._identity = identity
        self._catalog = catalog
        self._registry = registry
        self._operations = operations
        self._jobs = jobs

    def routes(self) -> list[Route]:
        parent = "/projects/{project}/locations/{location}/models"
        one = parent + "/{model}"
        return [
            Route("/publishers/google/models", self._list_base, methods=["GET"]),
            Route("/publishers/google/models/{model}", self._get_base, methods=["GET"]),
            Route(parent, self._list, methods=["GET"]),
            Route(one + ":listVersions", self._versions, methods=["GET"]),
            Route(one + ":listCheckpoints", self._checkpoints, methods=["GET"]),
            Route(one, self._get, methods=["GET"]),
            Route(one, self._patch, methods=["PATCH"]),
            Route(one, self._delete, methods=["DELETE"]),
        ]

    async def _list_base(self, request: Request) -> JSONResponse:
        shown = [_publisher_model(model) for model in self._catalog.values()]
        return JSONResponse(page(request, "publisherModels", shown))

    async def _get_base(self, request: Request) -> JSONResponse:
        model = self._catalog.get(request.path_params["model"])
        if model is None:
            raise not_found(f"Publisher Model {request.path_params['model']} is not found.")
        return JSONResponse(_publisher_model(model))

    async def _list(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.models.list")
        wanted = request.query_params.get("filter") or ""
        shown = [self._shown(model) for model in self._registry.models(location)]
        return JSONResponse(page(request, "models", [m for m in shown if passes(m, wanted)]))

    async def _get(self, request: Request) -> JSONResponse:
        return JSONResponse(self._shown(self._model(request, "aiplatform.models.get")))

    async def _versions(self, request: Request) -> JSONResponse:
        return JSONResponse(
            {"models": [self._shown(self._model(request, "aiplatform.models.get"))]}
        )

    async def _checkpoints(self, request: Request) -> JSONResponse:
        model = self._model(request, "aiplatform.models.get")
        return JSONResponse({"checkpoints": model["wire"]["checkpoints"]})

    async def _patch(self, request: Request) -> JSONResponse:
        model = self._model(request, "aiplatform.models.update")
        body = await read_json(request)
        sent = body.get("model", body)
        fields = {camel(name): value for name, value in sent.items()}
        mask = request.query_params.get("updateMask") or body.get("updateMask") or ""
        names = [camel(name) for name in mask.split(",") if name] or list(fields)
        changes = {name: fields.get(name) for name in names if name in _CHANGEABLE}
        if "defaultCheckpointId" in changes:
            self._set_default(model, str(changes["defaultCheckpointId"]))
        model["wire"] |= {name: value for name, value in changes.items() if value is not None}
        self._registry.save_model(model)
        return JSONResponse(self._shown(model))

    def _set_default(self, model: Json, checkpoint: str) -> None:
        known = [entry["checkpointId"] for entry in model["wire"]["checkpoints"]]
        if checkpoint not in known:
            raise invalid_argument(
                f"Checkpoint {checkpoint} does not exist.",
                {"model.default_checkpoint_id": f"must be one of {', '.join(known)}"},
            )
        self._jobs.follow_default(model["job"], checkpoint)

    async def _delete(self, request: Request) -> JSONResponse:
        model = self._model(request, "aiplatform.models.delete")
        self._registry.delete_model(model)
        return JSONResponse(self._operations.done(model["wire"]["name"], "Delete"))

    def _model(self, request: Request, permission: str) -> Json:
        location = place(request, self._identity, permission)
        return self._registry.model(location, request.path_params["model"])

    def _shown(self, model: Json) -> Json:
        return {**model["wire"], "deployedModels": self._registry.deployed_refs(model)}


def _publisher_model(model: BaseModel) -> Json:
    return {
        "name": f"publishers/google/models/{model.name}",
        "versionId": "default",
        "openSourceCategory": "PROPRIETARY",
        "launchStage": "GA",
        "supportedActions": {},
    }
