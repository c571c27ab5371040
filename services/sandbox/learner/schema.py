"""The fields that a prompt asks for: from a response schema, a schema in its text, or its shots."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.sandbox.learner.records import flatten, record_of

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.prompt import Prompt

Json = dict[str, Any]
_JSON = re.compile(r"\bJSON\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """One value that is asked for; `path` ends with `[]` for each element of a list."""

    path: str
    kind: str = "string"
    choices: tuple[Any, ...] = ()
    description: str = ""
    required: bool = False


def asked_fields(prompt: Prompt, ask: Ask) -> list[Field]:
    """The fields of the record that is asked for; none when no record is asked for."""
    if ask.schema is not None:
        return fields_of(ask.schema) if ask.schema.get("properties") else []
    for schema in _objects(prompt.instruction):
        if isinstance(schema.get("properties"), dict):
            return fields_of(schema)
    if shown := _shown_fields(prompt):
        return shown
    for example in _objects(prompt.instruction):
        return [Field(path) for path, _ in flatten(example)]
    wants_json = ask.mime == "application/json" or _JSON.search(prompt.instruction)
    return [Field("answer", required=True)] if wants_json else []


def fields_of(schema: Json, prefix: str = "") -> list[Field]:
    """The fields of a JSON schema, nested ones by their path."""
    required = set(schema.get("required", []))
    fields: list[Field] = []
    for name, stated in schema.get("properties", {}).items():
        path, part = prefix + name, stated
        kind = _kind(part)
        if kind == "object":
            fields += fields_of(part, f"{path}.")
            continue
        if kind == "array":
            path, part = f"{path}[]", part.get("items", {})
            kind = _kind(part)
        choices = tuple(value for value in part.get("enum", []) if value is not None)
        described = str(part.get("description", ""))
        fields.append(Field(path, kind, choices, described, name in required))
    return fields


def _kind(part: Json) -> str:
    kind = part.get("type", "string")
    if isinstance(kind, list):
        kind = next((entry for entry in kind if entry != "null"), "string")
    return str(kind)


def _shown_fields(prompt: Prompt) -> list[Field]:
    """The fields of the records that the shots show."""
    records = [record_of(shot.answer) for shot in prompt.shots]
    paths = {path: None for record in records if record for path, _ in flatten(record)}
    return [Field(path) for path in paths]


def _objects(text: str) -> list[Json]:
    """The JSON objects that stand in a text."""
    decoder = json.JSONDecoder()
    found: list[Json] = []
    at = text.find("{")
    while at >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            at += 1
        else:
            found.append(value)
        at = text.find("{", at)
    return found
