"""Measures over the fields of extracted records."""

from __future__ import annotations

import enum
from collections import Counter
from typing import TYPE_CHECKING, Any

from services.domain.prediction import PredictionState
from services.domain.values import is_absent, same_value, value_key
from services.evaluation.ratios import ratios
from services.evaluation.records import AbsentRule, FieldMeasures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.evaluation.records import ScoredRow

_KINDS = {
    "string": "text",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "array": "list",
    "object": "record",
    "null": "",
}
_DATES = {"date": "date", "date-time": "moment"}


class FieldState(enum.Enum):
    """How a field of one record came out; both sides absent is no state of its own."""

    RIGHT = "right"
    WRONG = "wrong"
    FORMAT = "format"
    MISSING = "missing"
    EXTRA = "extra"
    UNREAD = "unread"


def field_names(schema: Mapping[str, Any] | None, rows: Iterable[ScoredRow]) -> tuple[str, ...]:
    """The fields of the schema in its order, then those that only the records have."""
    known: dict[str, Any] = dict((schema or {}).get("properties", {}))
    others = {
        name
        for row in rows
        for record in (row.gold, row.predicted)
        if isinstance(record, dict)
        for name in record
    }
    return (*known, *sorted(others - known.keys()))


def field_state(
    row: ScoredRow,
    field: str,
    schema: Mapping[str, Any] | None = None,
    absent: AbsentRule = AbsentRule.COUNTED,
) -> FieldState | None:
    """How one field of a row came out; None when it counts nowhere, since it is absent on both
    sides, or left out by the rule."""
    record = row.gold if isinstance(row.gold, dict) else {}
    if absent is AbsentRule.SKIPPED and field not in record:
        return None
    gold = record.get(field)
    found = row.predicted.get(field) if isinstance(row.predicted, dict) else None
    if is_absent(gold):
        return None if is_absent(found) else FieldState.EXTRA
    if row.state is not PredictionState.ANSWERED:
        return FieldState.UNREAD
    if is_absent(found):
        return FieldState.MISSING
    of_field = (schema or {}).get("properties", {}).get(field)
    if same_value(gold, found, of_field):
        return FieldState.RIGHT
    return FieldState.WRONG if fits(found, of_field) else FieldState.FORMAT


def fits(value: object, schema: Mapping[str, Any] | None) -> bool:
    """Whether a value that is there can be read as what the schema of its field wants.

    Numbers, booleans and ISO dates written as text can; see `value_key`.
    """
    schema = schema or {}
    if "enum" in schema and value not in schema["enum"]:
        return False
    types = schema.get("type", ())
    wanted = {_KINDS[each] for each in ((types,) if isinstance(types, str) else types)} - {""}
    if not wanted:
        return True
    if schema.get("format") in _DATES and "text" in wanted:
        wanted = wanted - {"text"} | {_DATES[schema["format"]]}
    key = value_key(value, schema)
    return isinstance(key, tuple) and key[0] in wanted


def per_field(
    rows: Sequence[ScoredRow],
    schema: Mapping[str, Any] | None = None,
    absent: AbsentRule = AbsentRule.COUNTED,
) -> tuple[FieldMeasures, ...]:
    """Precision, recall and F1 of each field over the counted rows.

    A wrong value lowers both precision and recall; what is absent on both sides counts nowhere.
    """
    counted = [row for row in rows if row.counted]
    return tuple(
        _measures(name, Counter(field_state(row, name, schema, absent) for row in counted))
        for name in field_names(schema, counted)
    )


def patterns(
    rows: Sequence[ScoredRow],
    schema: Mapping[str, Any] | None = None,
    absent: AbsentRule = AbsentRule.COUNTED,
) -> Counter[tuple[int, int, int]]:
    """The counted rows by how many values of theirs are right, predicted, and in the gold answer;
    what `micro_f1_interval` draws from."""
    counted = [row for row in rows if row.counted]
    names = field_names(schema, counted)
    found: Counter[tuple[int, int, int]] = Counter()
    for row in counted:
        states = Counter(field_state(row, name, schema, absent) for name in names)
        found[_sums(states)] += 1
    return found


def all_fields(measures: Iterable[FieldMeasures]) -> FieldMeasures:
    """The fields put together, each value counting once (micro average)."""
    total: Counter[FieldState | None] = Counter()
    for each in measures:
        for state in FieldState:
            total[state] += getattr(each, state.value)
    return _measures("", total)


def _measures(name: str, found: Counter[FieldState | None]) -> FieldMeasures:
    right, wrong, format_, missing, extra, unread = (found[state] for state in FieldState)
    sums = _sums(found)
    return FieldMeasures(
        name, right, wrong, missing, extra, unread, ratios(*sums, "field"), format_
    )


def _sums(found: Counter[FieldState | None]) -> tuple[int, int, int]:
    """Values that are right, predicted, and in the gold answer."""
    right, wrong, format_, missing, extra, unread = (found[state] for state in FieldState)
    there = right + wrong + format_
    return right, there + extra, there + missing + unread
