"""A JSON schema for an extraction: read from text, or guessed from example records."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Schema = dict[str, Any]

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_SCHEMA_WORDS = {"$schema", "$defs", "type", "properties", "required"}


def guess_schema(records: Sequence[Mapping[str, Any]]) -> Schema:
    """The schema that all `records` fit: each key a property, required where all records have it.

    Types are taken from the values; a key that is sometimes null may be null, whole numbers and
    fractions make a number, texts that are all dates (2026-01-31) make a date, and a list without
    elements is taken for a list of texts. Raises AppError when there is no key at all.
    """
    if not any(records):
        raise AppError(
            "There is no field in the example record.",
            'Give a record with at least one field, such as {"name": "Ada"}.',
        )
    return _object(records)


def read_records(text: str) -> list[dict[str, Any]]:
    """The records in a text: one JSON object, a list of them, or one to each line.

    Raises AppError when it is none of these.
    """
    found: list[Any]
    try:
        found = [_json(text)]
    except AppError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise
        found = [_json(line) for line in lines]
    if len(found) == 1 and isinstance(found[0], list):
        found = cast("list[Any]", found[0])
    if not found or not all(isinstance(record, dict) for record in found):
        raise AppError(
            "This is not a record.",
            'A record is a JSON object, such as {"name": "Ada", "year": 1843}.',
        )
    return found


def read_schema(text: str) -> Schema:
    """The JSON schema in a text; its type must be object and it must have properties.

    Raises AppError that says what is wrong with it.
    """
    schema = _json(text)
    if not isinstance(schema, dict):
        raise AppError(
            "This is not a JSON schema.",
            "A schema is a JSON object with “type”: “object” and “properties”.",
        )
    return checked_schema(cast("Schema", schema))


def checked_schema(schema: Schema) -> Schema:
    """The same schema, when it describes a record. Raises AppError when it does not."""
    if not _SCHEMA_WORDS & schema.keys():
        raise AppError(
            "This is a record, not a JSON schema.",
            "Choose “From an example record” to make a schema from it.",
        )
    _check_by_jsonschema(schema)
    if schema.get("type") != "object":
        raise AppError(
            "The schema does not describe a record.",
            "Its “type” must be “object”, with the fields under “properties”.",
        )
    if not schema.get("properties"):
        raise AppError(
            "The schema has no fields.",
            "Name at least one field under “properties”.",
        )
    return schema


def _check_by_jsonschema(schema: Schema) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = " › ".join(str(step) for step in error.absolute_path) or "the top"
        raise AppError(
            "This is not a JSON schema.",
            f"Look at {place}: {error.message}",
            str(error),
        ) from error


def _json(text: str) -> object:
    if not text.strip():
        raise AppError("There is nothing here yet.", "Paste JSON into the field.")
    try:
        return json.loads(text)
    except ValueError as error:
        raise AppError(
            "This is not JSON.",
            f"{_place(error)}. Names and texts stand in double quotes, commas between fields.",
            str(error),
        ) from error
    except RecursionError as error:
        raise AppError("This JSON is nested too deeply.", "Use fewer levels.") from error


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"Line {error.lineno}, column {error.colno}: {error.msg}"
    return str(error)


def _object(records: Iterable[Mapping[str, Any]]) -> Schema:
    values: dict[str, list[Any]] = {}
    count = 0
    for record in records:
        count += 1
        for key, value in record.items():
            values.setdefault(key, []).append(value)
    return {
        "type": "object",
        "properties": {key: _property(found) for key, found in values.items()},
        "required": [key for key, found in values.items() if len(found) == count],
    }


def _property(values: list[Any]) -> Schema:
    types = list(dict.fromkeys(_type(value) for value in values if value is not None))
    if set(types) == {"integer", "number"}:
        types = ["number"]
    nullable = ["null"] if None in values else []
    if len(types) > 1:
        return {"type": types + nullable}
    name = types[0] if types else "string"
    details = _details(name, [value for value in values if value is not None])
    return {"type": [name, *nullable] if nullable else name} | details


def _details(name: str, values: list[Any]) -> Schema:
    if name == "object":
        return {key: value for key, value in _object(values).items() if key != "type"}
    if name == "array":
        elements = [element for value in values for element in value]
        return {"items": _property(elements) if elements else {"type": "string"}}
    if name == "string" and values and all(_DATE.fullmatch(value) for value in values):
        return {"format": "date"}
    return {}


def _type(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "string"
