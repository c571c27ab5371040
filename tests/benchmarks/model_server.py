"""A model in a process of its own that answers after a fixed time, and goes wrong when it is to.

`python -m tests.benchmarks.model_server --delay 0.2 --faults 0.05` prints its port and serves
until its standard input ends. GET /report tells, by row number, what was answered last and how
often a whole answer went out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from aiohttp import web

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"row (\d+)")
SLOW_SECONDS = 0.2
RETRY_AFTER = "0.02"
ERRORS = {
    "401": (401, "UNAUTHENTICATED"),
    "403": (403, "PERMISSION_DENIED"),
    "404": (404, "NOT_FOUND"),
    "429": (429, "RESOURCE_EXHAUSTED"),
    "503": (503, "UNAVAILABLE"),
}
REPLIES = ("slow", "blocked", "max_tokens", "text", "other_label")
"""Faults that are whole answers all the same."""
KINDS = (*ERRORS, "reset", "cut_off", "malformed", *REPLIES)


class ModelServer:
    """Answers each call with one label; each kind of fault befalls a share `faults` of calls."""

    def __init__(self, delay: float, faults: float) -> None:
        self._delay = delay
        self._faults = faults
        self._chance = random.Random(0)
        self._last: dict[str, str] = {}
        self._answered: Counter[str] = Counter()

    async def generate(self, request: web.Request) -> web.StreamResponse:
        """POST …:generateContent."""
        row = _row(await request.read())
        kind = self._draw()
        self._last[row] = kind
        if self._delay:
            await asyncio.sleep(self._delay)
        if kind in ERRORS:
            return _error(*ERRORS[kind])
        if kind in BROKEN:
            return await BROKEN[kind](request)
        self._answered[row] += 1
        return await _answer(kind)

    async def report(self, _: web.Request) -> web.Response:
        """What became of each row."""
        return _json({"last": self._last, "answered": self._answered})

    async def token(self, _: web.Request) -> web.Response:
        """A token for whoever asks."""
        return _json({"access_token": "t", "expires_in": 3600, "token_type": "Bearer"})

    def _draw(self) -> str:
        place = self._chance.random()
        number = int(place / self._faults) if self._faults else len(KINDS)
        return KINDS[number] if number < len(KINDS) else "ok"


def _row(body: bytes) -> str:
    found = ROW.findall(body.decode())
    return found[-1] if found else ""


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    from aiohttp import web

    text = json.dumps(body)
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")


def _error(status: int, name: str) -> web.Response:
    body = {"error": {"code": status, "status": name, "message": "This went wrong on purpose."}}
    return _json(body, status, {"Retry-After": RETRY_AFTER} if status == 429 else None)


async def _answer(kind: str) -> web.Response:
    usage = {"promptTokenCount": 60, "candidatesTokenCount": 2, "totalTokenCount": 62}
    if kind == "slow":
        await asyncio.sleep(SLOW_SECONDS)
    if kind == "blocked":
        return _json({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": usage})
    if kind == "max_tokens":
        candidate: Any = {"content": {"role": "model"}, "finishReason": "MAX_TOKENS"}
    else:
        texts = {"text": "I am not quite sure about this one.", "other_label": "chargeback"}
        parts = [{"text": texts.get(kind, "refund")}]
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}
    return _json({"candidates": [candidate], "usageMetadata": usage})


async def _reset(request: web.Request) -> web.StreamResponse:
    transport = request.transport
    assert transport is not None
    transport.abort()
    return _json({})


async def _cut_off(request: web.Request) -> web.StreamResponse:
    from aiohttp import web

    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = 400
    await response.prepare(request)
    await response.write(b'{"candidates": [{"content": {"role": "mod')
    transport = request.transport
    assert transport is not None
    transport.close()
    return response


async def _malformed(_: web.Request) -> web.StreamResponse:
    from aiohttp import web

    return web.Response(text='{"candidates": [{"content": {"par', content_type="application/json")


BROKEN: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    "reset": _reset,
    "cut_off": _cut_off,
    "malformed": _malformed,
}


async def _serve(delay: float, faults: float) -> None:
    from aiohttp import web

    server = ModelServer(delay, faults)
    app = web.Application()
    app.router.add_post("/token", server.token)
    app.router.add_get("/report", server.report)
    app.router.add_post("/{call:.+:generateContent}", server.generate)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=512)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextmanager
def model_server(delay: float = 0.0, faults: float = 0.0) -> Generator[str]:
    """The address of a server that runs while the block does."""
    command = [sys.executable, "-m", "tests.benchmarks.model_server"]
    process = subprocess.Popen(
        [*command, "--delay", str(delay), "--faults", str(faults)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--faults", type=float, default=0.0)
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.delay, chosen.faults))
