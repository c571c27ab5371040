"""JSON records as paths and values, and back.

`{"a": {"b": 1}, "c": ["x", "y"]}` is `[("a.b", 1), ("c[]", "x"), ("c[]", "y")]`.
"""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")


def record_of(text: str) -> Json | None:
    """The JSON object that a text is; None when it is none."""
    try:
        value = json.loads(_FENCE.sub("", text.strip()))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def flatten(record: Json, prefix: str = "") -> list[tuple[str, Any]]:
    """Paths with their values; a list of records is one value."""
    found: list[tuple[str, Any]] = []
    for name, value in record.items():
        path = prefix + name
        if isinstance(value, dict) and value:
            found += flatten(value, f"{path}.")
        elif isinstance(value, list) and value and not any(isinstance(v, dict) for v in value):
            found += [(f"{path}[]", entry) for entry in value]
        else:
            found.append((path, value))
    return found


def unflatten(values: list[tuple[str, Any]]) -> Json:
    """The record of paths and values."""
    record: Json = {}
    for path, value in values:
        *parents, last = path.split(".")
        place = record
        for name in parents:
            place = place.setdefault(name, {})
        if last.endswith("[]"):
            place.setdefault(last[:-2], []).append(value)
        else:
            place[last] = value
    return record


def number_in(text: str) -> float | int | None:
    """The number that a text is, if any."""
    plain = text.replace(",", "").strip()
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return None
