"""Which answers do not fit a schema, before it is saved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from services.labeling.record_problems import RecordCheck
from services.labeling.renaming import renamed
from services.labeling.schema_reading import plain_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.domain.evidence import Slot
    from services.jobs import JobContext

_BLOCK = 500


@dataclass(frozen=True, slots=True)
class Fit:
    """How many answers were looked at, and the ids of the examples whose answers do not fit."""

    answers: int
    misfits: frozenset[str]


def misfit_rows(
    schema: Mapping[str, Any],
    records: Iterable[tuple[int, str]],
    renames: Mapping[Slot, str],
    context: JobContext | None = None,
) -> tuple[int, list[int]]:
    """The number of records (row, JSON) and the rows of those that do not fit, each once.

    Records are looked at in the new names of `renames`. A record with a field of which the schema
    says nothing does not fit either: nobody would see it.
    """
    check = RecordCheck(schema)
    plain = plain_schema(schema)
    rows: dict[int, None] = {}
    count = 0
    for row, stored in records:
        record = renamed(json.loads(stored), renames)
        if check.problems(record) or has_unknown(plain, record):
            rows[row] = None
        count += 1
        if context is not None and count % _BLOCK == 0:
            context.report(count)
    return count, list(rows)


def has_unknown(rules: Mapping[str, Any], value: object) -> bool:
    """Whether a value holds a field that its rules (without references) do not name."""
    if isinstance(value, list):
        inside = rules.get("items", {})
        return any(has_unknown(inside, item) for item in cast("list[object]", value))
    properties = rules.get("properties")
    if not isinstance(value, dict) or not isinstance(properties, dict):
        return False
    open_ = rules.get("additionalProperties") not in (None, False)
    known = cast("dict[str, dict[str, Any]]", properties)
    return any(
        not open_ if name not in known else has_unknown(known[name], inside)
        for name, inside in cast("dict[str, object]", value).items()
    )
