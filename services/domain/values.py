"""When two values say the same: one rule for voting and for scoring."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from services.domain.example import Value

ABSENT_RULE = (
    "A field is absent when it is missing, null, blank, “n/a” in any case, "
    "or an empty list or record."
)


def is_absent(value: object) -> bool:
    """Whether a value stands for nothing, by `ABSENT_RULE`."""
    if isinstance(value, str):
        text = value.strip()
        return not text or text.casefold() == "n/a"
    if isinstance(value, list | dict):
        return not _content(cast("list[Any] | dict[str, Any]", value))
    return value is None


def same_value(
    first: Value | None, second: Value | None, schema: Mapping[str, Any] | None = None
) -> bool:
    """Whether two label ids, records or field values say the same; see `value_key`."""
    return value_key(first, schema) == value_key(second, schema)


def value_key(value: object, schema: Mapping[str, Any] | None = None) -> Hashable:
    """A key that is equal for values that say the same; None for an absent value.

    `schema` is the JSON schema of the value, if there is one: numbers and booleans written as
    text, and ISO dates, are read by it. Texts are compared trimmed and in NFC, numbers by their
    amount, lists as sets, records by their fields that are not absent.
    """
    if is_absent(value):
        return None
    schema = schema or {}
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | float):
        return _number_key(str(value))
    if isinstance(value, list):
        return _list_key(cast("list[Any]", value), schema)
    if isinstance(value, dict):
        return _record_key(cast("dict[str, Any]", value), schema)
    return _text_key(str(value), schema)


def _content(value: list[Any] | dict[str, Any]) -> list[Any]:
    items = value.values() if isinstance(value, dict) else value
    return [item for item in items if not is_absent(item)]


def _list_key(items: list[Any], schema: Mapping[str, Any]) -> Hashable:
    of_items = schema.get("items", {})
    return ("list", frozenset(value_key(item, of_items) for item in _content(items)))


def _record_key(record: dict[str, Any], schema: Mapping[str, Any]) -> Hashable:
    fields = schema.get("properties", {})
    return (
        "record",
        frozenset(
            (name, value_key(value, fields.get(name)))
            for name, value in record.items()
            if not is_absent(value)
        ),
    )


def _text_key(text: str, schema: Mapping[str, Any]) -> Hashable:
    text = text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
    types = schema.get("type", ())
    types = (types,) if isinstance(types, str) else types
    if "number" in types or "integer" in types:
        return _number_key(text)
    if "boolean" in types and text.lower() in {"true", "false"}:
        return ("boolean", text.lower() == "true")
    if schema.get("format") in {"date", "date-time"}:
        return _date_key(text, schema["format"])
    return ("text", text)


def _number_key(text: str) -> Hashable:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ("text", text)
    return ("number", number) if number.is_finite() else ("text", text)


def _date_key(text: str, wanted: str) -> Hashable:
    try:
        if wanted == "date":
            return ("date", _day(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ("text", text)
    return ("moment", moment.astimezone(UTC) if moment.tzinfo else moment)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text).date()
