"""What a model answered, from its JSON."""

from __future__ import annotations

from typing import Any

from services.domain.prediction import Usage
from services.ports import Reply


def reply_of(answer: dict[str, Any]) -> Reply:
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
