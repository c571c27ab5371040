"""generateContent, streamGenerateContent and countTokens, of base models and tuned endpoints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from services.sandbox.generation import count_request, read_request, respond
from services.sandbox.routes.common import place, read_json
from services.sandbox.tokenizer import pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request

    from services.sandbox.clock import Clock
    from services.sandbox.identity import Identity
    from services.sandbox.serving import Serving

Json = dict[str, Any]
_PREDICT = "aiplatform.endpoints.predict"
_CHUNK = 8
_CHUNK_SECONDS = 0.05


class ContentRoutes:
    """What a model is asked."""

    def __init__(self, identity: Identity, serving: Serving, clock: Clock) -> None:
        self._identity = identity
        self._serving = serving
        self._clock = clock

    def routes(self) -> list[Route]:
        parent = "/projects/{project}/locations/{location}"
        paths = (
            parent + "/publishers/google/models/{model}",
            parent + "/endpoints/{endpoint}",
        )
        calls: dict[str, Callable[[Request], Awaitable[Response]]] = {
            ":generateContent": self._generate,
            ":streamGenerateContent": self._stream,
            ":countTokens": self._count,
            ":computeTokens": self._compute,
        }
        return [
            Route(path + verb, call, methods=["POST"])
            for path in paths
            for verb, call in calls.items()
        ]

    async def _generate(self, request: Request) -> Response:
        return JSONResponse(await self._reply(request))

    async def _stream(self, request: Request) -> Response:
        chunks = _chunks(await self._reply(request))
        if request.query_params.get("alt") != "sse":
            return JSONResponse(chunks)
        return StreamingResponse(self._events(chunks), media_type="text/event-stream")

    async def _events(self, chunks: list[Json]) -> AsyncIterator[bytes]:
        """A chunk at a time, as fast as somebody reads: a model does not write all at once."""
        for number, chunk in enumerate(chunks):
            if number:
                await self._clock.sleep(_CHUNK_SECONDS)
            yield b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\r\n\r\n"

    async def _count(self, request: Request) -> Response:
        self._served(request)
        return JSONResponse(count_request(await read_json(request)))

    async def _compute(self, request: Request) -> Response:
        self._served(request)
        body = await read_json(request)
        infos = [_token_info(content) for content in body.get("contents", [])]
        return JSONResponse({"tokensInfo": infos})

    async def _reply(self, request: Request) -> Json:
        served = self._served(request)
        asked = read_request(await read_json(request), served.base)
        return await run_in_threadpool(respond, asked, served.answerer, served.base, served.version)

    def _served(self, request: Request) -> Any:
        location = place(request, self._identity, _PREDICT)
        params = request.path_params
        if "model" in params:
            return self._serving.base(params["project"], location, params["model"])
        return self._serving.endpoint(location, params["endpoint"])


def _chunks(reply: Json) -> list[Json]:
    """One reply as several, as a stream sends it; the last carries reason and usage."""
    candidate = reply["candidates"][0]
    text = "".join(part["text"] for part in candidate["content"].get("parts", []))
    words = pieces(text)
    groups = ["".join(words[at : at + _CHUNK]) for at in range(0, len(words), _CHUNK)] or [""]
    head = {key: reply[key] for key in ("modelVersion", "responseId")}
    chunks = [
        {"candidates": [{"content": {"role": "model", "parts": [{"text": group}]}}], **head}
        for group in groups
    ]
    chunks[-1]["candidates"][0]["finishReason"] = candidate["finishReason"]
    chunks[-1]["usageMetadata"] = reply["usageMetadata"]
    return chunks


def _token_info(content: Json) -> Json:
    import base64
    import zlib

    words = pieces("".join(part.get("text", "") for part in content.get("parts", [])))
    return {
        "role": content.get("role", "user"),
        "tokenIds": [str(zlib.crc32(word.encode()) % 262_144) for word in words],
        "tokens": [base64.b64encode(word.encode()).decode() for word in words],
    }
