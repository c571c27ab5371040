"""The gate before the routes: faults, the check of the bearer, the record of requests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from services.sandbox.faults import as_error, canned_reply
from services.sandbox.wire.errors import unauthenticated

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from services.sandbox.clock import Clock
    from services.sandbox.faults import Fault, Switchboard
    from services.sandbox.recorder import Recorder
    from services.sandbox.tokens import TokenDesk

_OPEN = ("/token", "/o/oauth2/auth", "/sandbox/")
_BODY_KEPT = 1 << 20


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(
        self, app: ASGIApp, desk: TokenDesk, faults: Switchboard, recorder: Recorder, clock: Clock
    ) -> None:
        self._app = app
        self._desk = desk
        self._faults = faults
        self._recorder = recorder
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, well or as the faults want it."""
        if scope["type"] != "http" or scope["path"].startswith("/sandbox/"):
            await self._app(scope, receive, send)
            return
        entry = self._recorder.arrive(scope["method"], scope["path"])
        exchange = _Exchange(receive, send, partial(self._recorder.answer, entry))
        try:
            await self._answer(scope, exchange)
        finally:
            exchange.note_once(0)

    async def _answer(self, scope: Scope, exchange: _Exchange) -> None:
        fault = self._faults.take(scope["path"])
        if fault is not None and await self._befall(fault, scope, exchange):
            return
        if not self._may_pass(scope):
            await _respond(unauthenticated(), scope, exchange)
            return
        await self._app(scope, exchange.receive, exchange.send)

    async def _befall(self, fault: Fault, scope: Scope, exchange: _Exchange) -> bool:
        """Let a fault happen; False when the request goes on as usual."""
        error = as_error(fault, scope["path"])
        if error is not None:
            await _respond(error, scope, exchange)
        elif fault.kind == "slow":
            await self._clock.sleep(fault.delay)
            return False
        elif fault.kind == "reset":
            exchange.reset()
        elif fault.kind == "cut_off":
            exchange.cut_off = True
            return False
        elif fault.kind == "invalid_grant":
            body = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
            await JSONResponse(body, 400)(scope, exchange.receive, exchange.send)
        else:
            await _canned(fault, scope, exchange)
        return True

    def _may_pass(self, scope: Scope) -> bool:
        if scope["path"].startswith(_OPEN) or "upload_id=" in scope["query_string"].decode():
            return True
        headers = dict(scope["headers"])
        scheme, _, bearer = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        return scheme.lower() == "bearer" and self._desk.accepts(bearer.strip())


class _Exchange:
    """One request with its response: keeps the body, and can break off.

    `note` is told of status and body before the client sees an answer, so that whoever asks for
    the record then finds it; the status is 0 when there was no answer.
    """

    def __init__(self, receive: Receive, send: Send, note: Callable[[int, bytes], None]) -> None:
        self._receive = receive
        self._send = send
        self._note: Callable[[int, bytes], None] | None = note
        self.body = bytearray()
        self.cut_off = False

    def note_once(self, status: int) -> None:
        note, self._note = self._note, None
        if note is not None:
            note(status, bytes(self.body))

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and len(self.body) < _BODY_KEPT:
            self.body += message.get("body", b"")
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.note_once(message["status"])
        elif self.cut_off:
            # Half of the body and then the end of the connection: the promised length is not met.
            half = message.get("body", b"")[: max(1, len(message.get("body", b"")) // 2)]
            await self._send({"type": "http.response.body", "body": half, "more_body": True})
            self.reset()
            return
        await self._send(message)

    def reset(self) -> None:
        """Break the connection. uvicorn offers no call for it: `send` belongs to its cycle."""
        cycle: Any = getattr(self._send, "__self__", None)
        if cycle is not None:
            cycle.transport.close() if self.cut_off else cycle.transport.abort()


async def _respond(error: Any, scope: Scope, exchange: _Exchange) -> None:
    response = JSONResponse(error.body(), error.code, headers=error.headers)
    await response(scope, exchange.receive, exchange.send)


async def _canned(fault: Fault, scope: Scope, exchange: _Exchange) -> None:
    reply = canned_reply(fault)
    if reply is None:
        response = Response(b'{"candidates": [{"content": {"par', media_type="application/json")
    elif b"alt=sse" in scope["query_string"]:
        text = JSONResponse(reply).body
        response = Response(b"data: " + bytes(text) + b"\r\n\r\n", media_type="text/event-stream")
    else:
        response = JSONResponse(reply)
    await response(scope, exchange.receive, exchange.send)
