"""What a model call sends, as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.prediction import Model
    from services.domain.prompt import Turn
    from services.ports import ModelRequest

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What base models can do, by their names.

    `lowest_thinking` is the least thinking a model accepts: a level for Gemini 3, a budget of
    tokens for Gemini 2.5. `uncontrolled` names those that cannot be held to labels or a schema.
    """

    lowest_thinking: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    uncontrolled: frozenset[str] = frozenset()


def request_body(model: Model, request: ModelRequest, abilities: Abilities) -> Json:
    """The body of generateContent. Shape: GenerateContentRequest, in camel case.

    A tuned model is never held to labels or to a schema, since that lowers its quality, and is
    asked for the least thinking, since it was tuned without thoughts. Temperature and top-p are
    left alone, since newer models ignore or refuse them; output is not capped, since thoughts are
    paid from the cap and a small one leaves no answer.
    """
    body: Json = {"contents": [_content(turn) for turn in request.turns]}
    if request.system:
        body["systemInstruction"] = {"parts": [{"text": request.system}]}
    config = _controlled(model, request, abilities) | _thinking(model, abilities)
    if request.seed is not None:
        config["seed"] = request.seed
    if config:
        body["generationConfig"] = config
    return body


def _content(turn: Turn) -> Json:
    return {"role": turn.role.value, "parts": [{"text": turn.text}]}


def _controlled(model: Model, request: ModelRequest, abilities: Abilities) -> Json:
    if model.tuned or model.base in abilities.uncontrolled:
        return {}
    if request.choices:
        return {
            "responseMimeType": "text/x.enum",
            "responseSchema": {"type": "STRING", "enum": list(request.choices)},
        }
    if request.schema is not None:
        return {
            "responseMimeType": "application/json",
            "responseJsonSchema": dict(request.schema),
        }
    return {}


def _thinking(model: Model, abilities: Abilities) -> Json:
    lowest = abilities.lowest_thinking.get(model.base) if model.tuned else None
    if lowest is None:
        return {}
    key = "thinkingBudget" if isinstance(lowest, int) else "thinkingLevel"
    return {"thinkingConfig": {key: lowest}}
