"""Model calls over google.genai."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast

from services.ports import WireCall
from services.vertex.failures import Target, translated
from services.vertex.reply import reply_of
from services.vertex.request_body import request_body
from services.vertex.streamed_answer import StreamedAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from google.genai.types import Content, GenerateContentConfig

    from services.domain.prediction import Model
    from services.domain.prompt import Turn
    from services.ports import ModelRequest, Reply
    from services.vertex.client import Clients
    from services.vertex.request_body import Abilities


class GeminiModel:
    """Implements ports.TextModel; what it sends is made by `request_body`."""

    def __init__(self, clients: Clients, abilities: Abilities) -> None:
        self._clients = clients
        self._abilities = abilities

    def wire_call(self, model: Model, request: ModelRequest) -> WireCall:
        """The call as `generate` makes it; nothing is sent."""
        address = self._clients.address
        body = request_body(model, request, self._abilities)
        return WireCall(address.call_url(model), body, model, address.project, address.base_url)

    async def generate(self, model: Model, request: ModelRequest) -> Reply:
        """POST {model}:generateContent. Raises CallError.

        The answer is read from its JSON, so that finish reasons that the SDK does not know yet
        come through as they are.
        """
        with translated(self._target(model, "the model was asked")):
            client = self._clients.asynchronous(model.location)
            body = request_body(model, request, self._abilities)
            response = await client.aio.models.generate_content(
                model=model.resource,
                contents=cast("Any", _contents(request.turns)),
                config=self._config(body, raw=True),
            )
            http = response.sdk_http_response
            return reply_of(json.loads((http and http.body) or "{}"))

    async def stream(
        self, model: Model, request: ModelRequest, heard: Callable[[str], None]
    ) -> Reply:
        """POST {model}:streamGenerateContent. Raises CallError, also in the middle of an answer."""
        with translated(self._target(model, "the model was asked")):
            client = self._clients.asynchronous(model.location)
            body = request_body(model, request, self._abilities)
            chunks = await client.aio.models.generate_content_stream(
                model=model.resource,
                contents=cast("Any", _contents(request.turns)),
                config=self._config(body, raw=False),
            )
            answer = StreamedAnswer()
            async for chunk in chunks:
                answer.add(chunk.model_dump(mode="json", by_alias=True, exclude_none=True))
                heard(answer.text)
            return reply_of(answer.whole)

    async def count_tokens(self, model: Model, request: ModelRequest) -> int:
        """POST {model}:countTokens. Raises CallError."""
        from google.genai import types

        with translated(self._target(model, "tokens were counted")):
            client = self._clients.asynchronous(model.location)
            response = await client.aio.models.count_tokens(
                model=model.resource,
                contents=cast("Any", _contents(request.turns)),
                config=types.CountTokensConfig(system_instruction=request.system or None),
            )
            return response.total_tokens or 0

    async def refresh_credentials(self) -> None:
        address = self._clients.address
        with translated(Target(address, "the token was renewed")):
            await asyncio.to_thread(self._clients.renewal.renew)

    async def close(self) -> None:
        await self._clients.close_asynchronous()

    def _target(self, model: Model, doing: str) -> Target:
        return Target(self._clients.address, doing, model.location, model.resource)

    def _config(self, body: Mapping[str, Any], *, raw: bool) -> GenerateContentConfig:
        """How the answer is to look; `raw` asks the SDK to keep the answer's JSON."""
        from google.genai import types

        parts = body.get("systemInstruction", {}).get("parts", [])
        return types.GenerateContentConfig(
            system_instruction=parts[0]["text"] if parts else None,
            should_return_http_response=raw or None,
            **body.get("generationConfig", {}),
        )


def _contents(turns: tuple[Turn, ...]) -> list[Content]:
    from google.genai import types

    return [
        types.Content(role=turn.role.value, parts=[types.Part(text=turn.text)]) for turn in turns
    ]
