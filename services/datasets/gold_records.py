"""Gold records of a file, checked by the project's schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Record = dict[str, Any]


class GoldRecords:
    """Reads records; with `wraps`, one value of a field that takes a list becomes a list."""

    def __init__(self, schema: Mapping[str, Any], *, wraps: bool = False) -> None:
        import jsonschema

        self._validator = jsonschema.Draft202012Validator(schema)
        self._lists = _list_fields(schema) if wraps else frozenset[str]()

    def read(self, said: str) -> tuple[Record | None, str]:
        """The record, or None and what is wrong."""
        try:
            found: object = json.loads(said)
        except (ValueError, RecursionError) as error:
            return None, f"it is not JSON ({error})."
        if not isinstance(found, dict):
            return None, "it is not a JSON object."
        record = self._wrapped(cast("Record", found))
        wrong = next(iter(self._validator.iter_errors(record)), None)
        if wrong is not None:
            place = ".".join(str(step) for step in wrong.path)
            return None, f"{place}: {wrong.message}" if place else f"{wrong.message}"
        return record, ""

    def _wrapped(self, record: Record) -> Record:
        return {
            name: [value] if name in self._lists and not isinstance(value, list) else value
            for name, value in record.items()
        }


def _list_fields(schema: Mapping[str, Any]) -> frozenset[str]:
    fields: dict[str, Record] = schema.get("properties", {})
    return frozenset(name for name, rules in fields.items() if _is_list(rules))


def _is_list(rules: Record) -> bool:
    types = rules.get("type")
    return types == "array" or (isinstance(types, list) and "array" in types)
