"""/sandbox/…: what tests, diagnosis and a shell on this machine use; needs no credentials.

POST   faults    {"match": "*:generateContent", "kind": "429", "times": 2, "rate": 0.05,
                  "delay": 1, "retry_after": 2, "text": "…"}; kinds: `faults.KINDS`.
                 GET lists, DELETE clears.
POST   switches  {"second_job": "queue" | "429", "ending": "whole" | "partial"}
POST   clock     {"advance": seconds}
POST   tokens    {"revoked": true | false, "forget": true}
GET    token     an access token as plain text, so that a call can be tried from a shell
GET    requests?match=…  counts by action and the last requests with their JSON bodies; DELETE
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from services.sandbox.routes.common import read_json
from services.sandbox.wire.errors import invalid_argument

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.sandbox.clock import Clock
    from services.sandbox.faults import Switchboard
    from services.sandbox.recorder import Recorder
    from services.sandbox.switches import Switches
    from services.sandbox.tokens import TokenDesk


class ControlRoutes:
    """Faults, switches, the clock, the tokens and the record of requests."""

    def __init__(
        self,
        faults: Switchboard,
        switches: Switches,
        recorder: Recorder,
        clock: Clock,
        desk: TokenDesk,
    ) -> None:
        self._faults = faults
        self._switches = switches
        self._recorder = recorder
        self._clock = clock
        self._desk = desk

    def routes(self) -> list[Route]:
        return [
            Route("/sandbox/faults", self._add_fault, methods=["POST"]),
            Route("/sandbox/faults", self._list_faults, methods=["GET"]),
            Route("/sandbox/faults", self._clear_faults, methods=["DELETE"]),
            Route("/sandbox/switches", self._switch, methods=["POST"]),
            Route("/sandbox/clock", self._advance, methods=["POST"]),
            Route("/sandbox/tokens", self._tokens, methods=["POST"]),
            Route("/sandbox/token", self._token, methods=["GET"]),
            Route("/sandbox/requests", self._requests, methods=["GET"]),
            Route("/sandbox/requests", self._forget, methods=["DELETE"]),
        ]

    async def _add_fault(self, request: Request) -> JSONResponse:
        return JSONResponse(self._faults.add(await read_json(request)).view())

    async def _list_faults(self, _: Request) -> JSONResponse:
        return JSONResponse({"faults": [fault.view() for fault in self._faults.faults]})

    async def _clear_faults(self, _: Request) -> JSONResponse:
        self._faults.faults.clear()
        return JSONResponse({})

    async def _switch(self, request: Request) -> JSONResponse:
        wanted = await read_json(request)
        for name, value in wanted.items():
            if not self._switches.put(name, str(value)):
                raise invalid_argument(f"{name} cannot be {value}")
        return JSONResponse(wanted)

    async def _advance(self, request: Request) -> JSONResponse:
        self._clock.advance(float((await read_json(request)).get("advance", 0)))
        return JSONResponse({"now": self._clock.stamp()})

    async def _tokens(self, request: Request) -> JSONResponse:
        body = await read_json(request)
        self._desk.revoked = bool(body.get("revoked", False))
        if body.get("forget"):
            self._desk.forget_all()
        return JSONResponse({"revoked": self._desk.revoked})

    async def _token(self, _: Request) -> PlainTextResponse:
        return PlainTextResponse(self._desk.hand_out())

    async def _requests(self, request: Request) -> JSONResponse:
        return JSONResponse(self._recorder.report(request.query_params.get("match", "")))

    async def _forget(self, _: Request) -> JSONResponse:
        self._recorder.clear()
        return JSONResponse({})
