"""generateContent: checks the request, asks a model, shapes the response."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from services.sandbox.identity import new_id
from services.sandbox.learner.ask import Ask, Turn
from services.sandbox.tokenizer import count_tokens, cut
from services.sandbox.wire.errors import invalid_argument
from services.sandbox.wire.messages import parse

if TYPE_CHECKING:
    from services.sandbox.catalog import BaseModel

Json = dict[str, Any]
_THOUGHTS = {"MINIMAL": 0, "LOW": 40, "MEDIUM": 120, "HIGH": 300}


class Answerer(Protocol):
    """Whatever answers: a base model or a tuned one."""

    def answer(self, ask: Ask) -> str: ...


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """A checked request: what is asked, and what limits the answer."""

    ask: Ask
    prompt_tokens: int
    config: Json = field(default_factory=dict[str, Any])


def read_request(body: Any, base: BaseModel) -> GenerateRequest:
    """Check a generateContent body for a model; raises ApiError 400 as the service does."""
    request = parse("GenerateContentRequest", body)
    config = request.get("generation_config", {})
    _check_config(config, base)
    turns = _turns(request.get("contents", []))
    if base.generation >= 3.7 and turns[-1].role == "model":
        raise invalid_argument("Please ensure that the last turn is a user turn.")
    system = _text(request.get("system_instruction", {}))
    temperature = 1.0 if base.ignores_temperature else float(config.get("temperature", 1.0))
    ask = Ask(
        system,
        turns,
        mime=config.get("response_mime_type") or "text/plain",
        schema=_schema(config, body),
        temperature=temperature,
        seed=int(config.get("seed", 0)),
    )
    return GenerateRequest(ask, _count(system, turns), config)


def respond(request: GenerateRequest, model: Answerer, base: BaseModel, version: str) -> Json:
    """Ask the model and shape its answer as a GenerateContentResponse."""
    text = model.answer(request.ask)
    config = request.config
    for stop in config.get("stop_sequences", []):
        text = text.split(stop, 1)[0]
    thoughts = _thought_tokens(config.get("thinking_config", {}), base)
    limit = int(config.get("max_output_tokens", 65_536))
    shown = cut(text, max(0, limit - thoughts))
    finish = "STOP" if shown == text else "MAX_TOKENS"
    content: Json = {"role": "model"}
    if shown:
        content["parts"] = [{"text": shown}]
    candidate: Json = {"content": content, "finishReason": finish}
    if base.generation < 3:
        candidate["avgLogprobs"] = -0.1
    return {
        "candidates": [candidate],
        "usageMetadata": _usage(request.prompt_tokens, count_tokens(shown), min(thoughts, limit)),
        "modelVersion": version,
        "responseId": new_id(),
    }


def count_request(body: Any) -> Json:
    """The answer to countTokens."""
    request = parse("CountTokensRequest", body)
    system = _text(request.get("system_instruction", {}))
    contents = request.get("contents", [])
    total = _count(system, tuple(Turn("user", _text(content)) for content in contents))
    characters = sum(len(_text(content).replace(" ", "")) for content in contents)
    return {
        "totalTokens": total,
        "totalBillableCharacters": characters,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": total}],
    }


def prompt_key(ask: Ask) -> int:
    """A number that depends on the whole request: where the chance in an answer starts from."""
    texts = [ask.system, *(turn.text for turn in ask.turns), str(ask.seed)]
    return int.from_bytes(hashlib.sha256("\0".join(texts).encode()).digest()[:8], "big")


def _check_config(config: Json, base: BaseModel) -> None:
    modern = base.generation >= 3
    if modern and (config.get("response_logprobs") or config.get("logprobs")):
        raise invalid_argument(
            "Unable to submit request because Logprobs is not supported for this model."
        )
    if modern and int(config.get("candidate_count", 1)) > 1:
        raise invalid_argument("Multiple candidates is not enabled for this model")
    if base.ignores_temperature and (
        config.get("presence_penalty") or config.get("frequency_penalty")
    ):
        raise invalid_argument("Penalty is not enabled for this model")
    if not 0 <= float(config.get("temperature", 1.0)) <= 2:
        raise invalid_argument(
            "Unable to submit request because it has a temperature value of "
            f"{config['temperature']} but the supported range is from 0 (inclusive) to 2.0001 "
            "(exclusive). Update the value and try again."
        )
    if len(config.get("stop_sequences", [])) > 5:
        raise invalid_argument("The number of stop sequences must be at most 5.")
    thinking = config.get("thinking_config", {})
    if "thinking_budget" in thinking and "thinking_level" in thinking:
        raise invalid_argument("You can only set one of thinking budget and thinking level.")


def _turns(contents: list[Json]) -> tuple[Turn, ...]:
    if not contents:
        raise invalid_argument(
            "Unable to submit request because at least one contents field is required."
        )
    turns = tuple(Turn(content.get("role") or "user", _text(content)) for content in contents)
    if any(turn.role not in {"user", "model"} for turn in turns):
        raise invalid_argument("Please use a valid role: user, model.")
    if any(not turn.text for turn in turns):
        raise invalid_argument(
            "Unable to submit request because it must have a text parameter. Add a text parameter "
            "and try again."
        )
    return turns


def _text(content: Json) -> str:
    return "".join(part.get("text", "") for part in content.get("parts", []))


def _schema(config: Json, body: Json) -> Json | None:
    """The response schema with lower-case types, whichever way it was sent."""
    if "response_json_schema" in config:
        return config["response_json_schema"]
    sent = body.get("generationConfig", body.get("generation_config", {}))
    schema = sent.get("responseSchema", sent.get("response_schema"))
    if schema is None and sent.get("responseMimeType") == "text/x.enum":
        raise invalid_argument("A response schema with enum values is required for text/x.enum.")
    return None if schema is None else _lowered(schema)


def _lowered(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_lowered(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value.lower() if key == "type" and isinstance(value, str) else _lowered(value)
        for key, value in schema.items()
    }


def _thought_tokens(thinking: Json, base: BaseModel) -> int:
    if "thinking_budget" in thinking:
        return min(max(int(thinking["thinking_budget"]), 0), _THOUGHTS["MEDIUM"])
    default = "MINIMAL" if "lite" in base.name else "MEDIUM"
    return _THOUGHTS.get(thinking.get("thinking_level", default), 0)


def _count(system: str, turns: tuple[Turn, ...]) -> int:
    return count_tokens(system) + sum(count_tokens(turn.text) for turn in turns)


def _usage(prompt: int, answer: int, thoughts: int) -> Json:
    usage: Json = {
        "promptTokenCount": prompt,
        "candidatesTokenCount": answer,
        "totalTokenCount": prompt + answer + thoughts,
        "trafficType": "ON_DEMAND",
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": prompt}],
        "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": answer}],
    }
    if thoughts:
        usage["thoughtsTokenCount"] = thoughts
    return usage
