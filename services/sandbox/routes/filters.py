"""The `filter` of a list: the few terms that are used with models and jobs."""

from __future__ import annotations

from typing import Any

from services.sandbox.wire.errors import invalid_argument

Json = dict[str, Any]
_FIELDS = ("displayName", "name", "state", "tunedModelDisplayName")


def passes(entry: Json, wanted: str) -> bool:
    """`labels.KEY:*`, `labels.KEY=VALUE` and `display_name=VALUE`, joined by AND."""
    return all(_holds(entry, term.strip()) for term in wanted.split(" AND ") if term.strip())


def _holds(entry: Json, term: str) -> bool:
    if term.startswith("labels."):
        key = term.removeprefix("labels.")
        if key.endswith(":*"):
            return key.removesuffix(":*") in entry.get("labels", {})
        name, _, value = key.partition("=")
        return entry.get("labels", {}).get(name) == value.strip('"')
    name, found, value = term.partition("=")
    if not found or camel(name) not in _FIELDS:
        raise invalid_argument(f"Invalid filter: {term}", {"filter": "is not understood"})
    return entry.get(camel(name)) == value.strip('"')


def camel(name: str) -> str:
    """`display_name` as `displayName`; what is in camelCase stays."""
    head, *rest = name.strip().split("_")
    return head + "".join(word.title() for word in rest)
