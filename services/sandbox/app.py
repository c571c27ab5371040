"""Puts the server together: one place that knows every part."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Mount

from services.sandbox.batch.runner import BatchRunner
from services.sandbox.faults import Switchboard
from services.sandbox.gate import Gate
from services.sandbox.keys import EMAIL
from services.sandbox.learner.shelf import Shelf
from services.sandbox.recorder import Recorder
from services.sandbox.routes.batch import BatchRoutes
from services.sandbox.routes.content import ContentRoutes
from services.sandbox.routes.control import ControlRoutes
from services.sandbox.routes.curves import CurveRoutes
from services.sandbox.routes.endpoints import EndpointRoutes
from services.sandbox.routes.evaluation import EvaluationRoutes
from services.sandbox.routes.models import ModelRoutes
from services.sandbox.routes.operations import OperationRoutes
from services.sandbox.routes.storage import StorageRoutes
from services.sandbox.routes.token import TokenRoutes
from services.sandbox.routes.tuning import TuningRoutes
from services.sandbox.routes.uploads import UploadRoutes
from services.sandbox.serving import Serving
from services.sandbox.state.documents import Collection
from services.sandbox.state.objects import ObjectStore
from services.sandbox.state.operations import Operations
from services.sandbox.state.registry import Registry
from services.sandbox.switches import Switches
from services.sandbox.tokens import TokenDesk
from services.sandbox.tuning.curves import Curves
from services.sandbox.tuning.jobs import Jobs
from services.sandbox.tuning.request import RequestChecker
from services.sandbox.tuning.runner import Runner
from services.sandbox.wire.errors import ApiError, StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from services.sandbox.catalog import BaseModel
    from services.sandbox.clock import Clock
    from services.sandbox.identity import Identity


@dataclass(frozen=True, slots=True)
class _World:
    """The state that the services share."""

    objects: ObjectStore
    registry: Registry
    operations: Operations
    jobs: Jobs
    curves: Curves
    runner: Runner
    batches: BatchRunner
    serving: Serving
    clock: Clock


def build_app(
    state: Path,
    identity: Identity,
    public_pem: bytes,
    clock: Clock,
    catalog: dict[str, BaseModel],
) -> ASGIApp:
    """The whole server as an ASGI application; its state lives in the folder `state`."""
    switches = Switches()
    world = _world(state, identity, clock, catalog, switches)
    desk, faults, recorder = TokenDesk(public_pem, EMAIL, clock), Switchboard(), Recorder()
    services = _services(world, identity, switches, catalog)
    routes: list[BaseRoute] = [
        *TokenRoutes(desk).routes(),
        *StorageRoutes(world.objects).routes(),
        *UploadRoutes(world.objects).routes(),
        *ControlRoutes(faults, switches, recorder, clock, desk).routes(),
        *(Mount(prefix, routes=services) for prefix in ("/v1", "/v1beta1", "/ui")),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            ApiError: _refuse,
            StorageError: _refuse,
            HTTPException: _unknown,
            Exception: _fail,
        },
        lifespan=lambda _: _lifespan(world),
    )
    return Gate(app, desk, faults, recorder, clock)


def _world(
    state: Path,
    identity: Identity,
    clock: Clock,
    catalog: dict[str, BaseModel],
    switches: Switches,
) -> _World:
    objects = ObjectStore(state / "storage", clock)
    if identity.bucket not in {bucket["name"] for bucket in objects.buckets()}:
        objects.create_bucket(identity.bucket, "US-CENTRAL1")
    registry = Registry(
        identity, Collection(state / "models"), Collection(state / "endpoints"), clock
    )
    jobs = Jobs(identity, Collection(state / "tuning_jobs"), clock)
    curves = Curves(identity, Collection(state / "curves"), clock)
    weights = state / "weights"
    serving = Serving(catalog, registry, Shelf(weights))
    runner = Runner(weights, jobs, objects, registry, curves, catalog, clock, switches)
    batches = BatchRunner(
        identity, Collection(state / "batch_jobs"), objects, registry, serving, clock
    )
    operations = Operations(Collection(state / "operations"), clock)
    return _World(objects, registry, operations, jobs, curves, runner, batches, serving, clock)


def _services(
    world: _World, identity: Identity, switches: Switches, catalog: dict[str, BaseModel]
) -> list[BaseRoute]:
    """What stands under each API version."""
    checker = RequestChecker(catalog, world.objects, world.registry)
    return [
        *ContentRoutes(identity, world.serving, world.clock).routes(),
        *EvaluationRoutes(identity).routes(),
        *CurveRoutes(identity, world.curves).routes(),
        *BatchRoutes(identity, world.batches, world.operations).routes(),
        *TuningRoutes(identity, checker, world.jobs, world.runner, switches).routes(),
        *OperationRoutes(world.operations).routes(),
        *EndpointRoutes(identity, world.registry, world.operations).routes(),
        *ModelRoutes(identity, catalog, world.registry, world.operations, world.jobs).routes(),
    ]


@asynccontextmanager
async def _lifespan(world: _World) -> AsyncGenerator[None]:
    world.runner.resume()
    world.batches.resume()
    yield
    await world.runner.close()
    await world.batches.close()


async def _refuse(_: Request, error: Any) -> JSONResponse:
    return JSONResponse(error.body(), error.code, headers=error.headers)


async def _unknown(request: Request, error: Any) -> JSONResponse:
    """An address or method that the service does not have, or that is not served here."""
    status = "NOT_FOUND" if error.status_code == 404 else "UNIMPLEMENTED"
    refusal = ApiError(error.status_code, status, f"{request.method} {request.url.path}")
    return JSONResponse(refusal.body(), error.status_code)


async def _fail(_: Request, __: Exception) -> JSONResponse:
    """Answer as the service does; the error itself goes to the log."""
    error = ApiError(500, "INTERNAL", "Internal error encountered.")
    return JSONResponse(error.body(), error.code)
