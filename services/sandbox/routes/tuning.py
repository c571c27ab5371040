"""tuningJobs: create, get, list, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from services.sandbox.routes.common import page, place, read_json
from services.sandbox.routes.filters import passes
from services.sandbox.tuning.jobs import ENDED
from services.sandbox.wire.errors import failed_precondition, resource_exhausted

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.identity import Identity
    from services.sandbox.switches import Switches
    from services.sandbox.tuning.jobs import Jobs
    from services.sandbox.tuning.request import RequestChecker
    from services.sandbox.tuning.runner import Runner


class TuningRoutes:
    """The tuning service."""

    def __init__(
        self,
        identity: Identity,
        checker: RequestChecker,
        jobs: Jobs,
        runner: Runner,
        switches: Switches,
    ) -> None:
        self._identity = identity
        self._checker = checker
        self._jobs = jobs
        self._runner = runner
        self._switches = switches

    def routes(self) -> list[Route]:
        parent = "/projects/{project}/locations/{location}/tuningJobs"
        return [
            Route(parent, self._create, methods=["POST"]),
            Route(parent, self._list, methods=["GET"]),
            Route(parent + "/{job}:cancel", self._cancel, methods=["POST"]),
            Route(parent + "/{job}", self._get, methods=["GET"]),
        ]

    async def _create(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.tuningJobs.create")
        checked = self._checker.check(location, await read_json(request))
        if self._runner.busy and self._switches.second_job == "429":
            raise resource_exhausted(
                "The following quotas are exceeded: GlobalConcurrentTuningJobs. Your project has "
                "reached the limit of concurrent tuning jobs."
            )
        job = self._jobs.create(location, checked)
        self._runner.start(job)
        return JSONResponse(job["wire"])

    async def _list(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.tuningJobs.list")
        wanted = request.query_params.get("filter") or ""
        shown = [job["wire"] for job in self._jobs.listed(location) if passes(job["wire"], wanted)]
        return JSONResponse(page(request, "tuningJobs", shown))

    async def _get(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.tuningJobs.get")
        return JSONResponse(self._jobs.get(location, request.path_params["job"])["wire"])

    async def _cancel(self, request: Request) -> JSONResponse:
        location = place(request, self._identity, "aiplatform.tuningJobs.cancel")
        job = self._jobs.get(location, request.path_params["job"])
        state = job["wire"]["state"]
        if state in ENDED:
            raise failed_precondition(f"The TuningJob cannot be cancelled in state {state}.")
        self._runner.cancel(job)
        return JSONResponse({})
