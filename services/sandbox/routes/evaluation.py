"""evaluateInstances: exact match; other metrics are refused in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.routes.common import place, read_json
from services.sandbox.wire.errors import invalid_argument, unimplemented
from services.sandbox.wire.messages import parse

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.identity import Identity


class EvaluationRoutes:
    """The evaluation service."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def routes(self) -> list[Route]:
        parent = "/projects/{project}/locations/{location}"
        return [
            Route(parent + verb, self._evaluate, methods=["POST"])
            for verb in (":evaluateInstances", "/:evaluateInstances")
        ]

    async def _evaluate(self, request: Request) -> JSONResponse:
        place(request, self._identity, "aiplatform.locations.evaluateInstances")
        asked = parse("EvaluateInstancesRequest", await read_json(request))
        metrics = [name for name in asked if name.endswith("_input")]
        if len(metrics) != 1:
            raise invalid_argument("Exactly one metric input is required.")
        if metrics[0] != "exact_match_input":
            raise unimplemented(f"The metric of {metrics[0]} is not computed here.")
        scores = [
            {"score": float(entry.get("prediction", "") == entry.get("reference", ""))}
            for entry in asked["exact_match_input"].get("instances", [])
        ]
        return JSONResponse({"exactMatchResults": {"exactMatchMetricValues": scores}})
