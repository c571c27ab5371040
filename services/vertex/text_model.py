"""Model calls over google.genai."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast

from services.domain.prediction import Usage
from services.ports import Reply
from services.vertex.failures import Target, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.genai.types import Content, GenerateContentConfig, ThinkingConfig

    from services.domain.prediction import Model
    from services.domain.prompt import Turn
    from services.ports import ModelRequest
    from services.vertex.client import Clients


class GeminiModel:
    """Implements ports.TextModel.

    `lowest_thinking` gives, by base model, the least thinking it accepts: a level for Gemini 3,
    a budget of tokens for Gemini 2.5. It is asked of tuned models, which were tuned without
    thoughts. Temperature and top-p are left alone, since newer models ignore or refuse them;
    output is not capped, since thoughts are paid from the cap and a small one leaves no answer.
    """

    def __init__(self, clients: Clients, lowest_thinking: Mapping[str, str | int]) -> None:
        self._clients = clients
        self._lowest_thinking = lowest_thinking

    async def generate(self, model: Model, request: ModelRequest) -> Reply:
        """POST {model}:generateContent. Raises CallError.

        The answer is read from its JSON, so that finish reasons that the SDK does not know yet
        come through as they are.
        """
        with translated(self._target(model, "the model was asked")):
            client = self._clients.asynchronous(model.location)
            response = await client.aio.models.generate_content(
                model=model.resource,
                contents=cast("Any", _contents(request.turns)),
                config=self._config(model, request),
            )
            http = response.sdk_http_response
            return _reply(json.loads((http and http.body) or "{}"))

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

    def _config(self, model: Model, request: ModelRequest) -> GenerateContentConfig:
        from google.genai import types

        return types.GenerateContentConfig(
            system_instruction=request.system or None,
            seed=request.seed,
            thinking_config=self._thinking(model),
            should_return_http_response=True,
            **_controlled(model, request),
        )

    def _thinking(self, model: Model) -> ThinkingConfig | None:
        from google.genai import types

        lowest = self._lowest_thinking.get(model.base) if model.tuned else None
        if lowest is None:
            return None
        if isinstance(lowest, int):
            return types.ThinkingConfig(thinking_budget=lowest)
        return types.ThinkingConfig(thinking_level=types.ThinkingLevel(lowest))


def _controlled(model: Model, request: ModelRequest) -> dict[str, Any]:
    """How the answer must look; never asked of a tuned model, whose quality it lowers."""
    if model.tuned:
        return {}
    if request.choices:
        return {
            "response_mime_type": "text/x.enum",
            "response_schema": {"type": "STRING", "enum": list(request.choices)},
        }
    if request.schema is not None:
        return {
            "response_mime_type": "application/json",
            "response_json_schema": dict(request.schema),
        }
    return {}


def _contents(turns: tuple[Turn, ...]) -> list[Content]:
    from google.genai import types

    return [
        types.Content(role=turn.role.value, parts=[types.Part(text=turn.text)]) for turn in turns
    ]


def _reply(answer: dict[str, Any]) -> Reply:
    """Shape: GenerateContentResponse. Parts marked `thought` are no part of the answer."""
    candidates: list[dict[str, Any]] = answer.get("candidates") or [{}]
    parts: list[dict[str, Any]] = (candidates[0].get("content") or {}).get("parts") or []
    usage: dict[str, Any] = answer.get("usageMetadata") or {}
    feedback: dict[str, Any] = answer.get("promptFeedback") or {}
    return Reply(
        text="".join(str(part.get("text", "")) for part in parts if not part.get("thought")),
        finish_reason=str(candidates[0].get("finishReason") or ""),
        block_reason=str(feedback.get("blockReason") or ""),
        usage=Usage(
            input_tokens=int(usage.get("promptTokenCount") or 0),
            output_tokens=int(usage.get("candidatesTokenCount") or 0),
            thought_tokens=int(usage.get("thoughtsTokenCount") or 0),
        ),
        raw=answer,
    )
