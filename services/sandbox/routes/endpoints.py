"""Endpoints: create, get, list, delete, deploy, undeploy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.routes.common import page, place, read_json
from services.sandbox.state.operations import typed
from services.sandbox.wire.errors import invalid_argument
from services.sandbox.wire.messages import parse

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.identity import Identity
    from services.sandbox.state.operations import Operations
    from services.sandbox.state.registry import Registry


class EndpointRoutes:
    """The endpoint service."""

    def __init__(self, identity: Identity, registry: Registry, operations: Operations) -> None:
        self._identity = identity
        self._registry = registry
        self._operations = operations

    def routes(self) -> list[Route]:
        parent = "/projects/{project}/locations/{location}/endpoints"
        one = parent + "/{endpoint}"
        return [
            Route(parent, self._create, methods=["POST"]),
            Route(parent, self._list, methods=["GET"]),
            Route(one + ":undeployModel", self._undeploy, methods=["POST"]),
            Route(one + ":deployModel", self._deploy, methods=["POST"]),
            Route(one, self._get, methods=["GET"]),
            Route(one, self._delete, methods=["DELETE"]),
        ]

    async def _create(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.endpoints.create")
        asked = parse("Endpoint", await read_json(request))
        if not asked.get("display_name"):
            raise invalid_argument("The display name is required.", {"endpoint.display_name": ""})
        wire = self._registry.add_endpoint(location, asked["display_name"], asked.get("labels", {}))
        done = typed("Endpoint", **{key: wire[key] for key in ("name", "displayName", "labels")})
        return JSONResponse(self._operations.done(wire["name"], "CreateEndpoint", done))

    async def _list(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.endpoints.list")
        return JSONResponse(page(request, "endpoints", self._registry.endpoints(location)))

    async def _get(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.endpoints.get")
        return JSONResponse(self._registry.endpoint(location, request.path_params["endpoint"]))

    async def _delete(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.endpoints.delete")
        endpoint = self._registry.endpoint(location, request.path_params["endpoint"])
        self._registry.delete_endpoint(endpoint)
        return JSONResponse(self._operations.done(endpoint["name"], "Delete"))

    async def _undeploy(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.endpoints.undeploy")
        endpoint = self._registry.endpoint(location, request.path_params["endpoint"])
        body = await read_json(request)
        deployed = body.get("deployedModelId", body.get("deployed_model_id", ""))
        self._registry.undeploy(endpoint, str(deployed))
        done = typed("UndeployModelResponse")
        return JSONResponse(self._operations.done(endpoint["name"], "UndeployModel", done))

    async def _deploy(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.endpoints.deploy")
        endpoint = self._registry.endpoint(location, request.path_params["endpoint"])
        body = await read_json(request)
        asked = parse("DeployedModel", body.get("deployedModel", body.get("deployed_model", {})))
        if any(kind in asked for kind in ("dedicated_resources", "automatic_resources")):
            raise invalid_argument("Machine resources cannot be set for a tuned Gemini model.")
        model = self._registry.model_by_name(asked.get("model", ""))
        checkpoint = asked.get("checkpoint_id") or model["wire"]["defaultCheckpointId"]
        deployed = self._registry.deploy(
            endpoint, model, checkpoint, asked.get("display_name", model["wire"]["displayName"])
        )
        done = typed("DeployModelResponse", deployedModel=deployed)
        return JSONResponse(self._operations.done(endpoint["name"], "DeployModel", done))
