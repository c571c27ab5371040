"""Measures over the fields of extracted records."""

from __future__ import annotations

import enum
from collections import Counter
from typing import TYPE_CHECKING, Any

from services.domain.prediction import PredictionState
from services.domain.values import is_absent, same_value
from services.evaluation.ratios import ratios
from services.evaluation.records import FieldMeasures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.evaluation.records import ScoredRow


class FieldState(enum.Enum):
    """How a field of one record came out; both sides absent is no state of its own."""

    RIGHT = "right"
    WRONG = "wrong"
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
    row: ScoredRow, field: str, schema: Mapping[str, Any] | None = None
) -> FieldState | None:
    """How one field of a row came out; None when it is absent on both sides."""
    gold = row.gold.get(field) if isinstance(row.gold, dict) else None
    found = row.predicted.get(field) if isinstance(row.predicted, dict) else None
    if is_absent(gold):
        return None if is_absent(found) else FieldState.EXTRA
    if row.state is not PredictionState.ANSWERED:
        return FieldState.UNREAD
    if is_absent(found):
        return FieldState.MISSING
    of_field = (schema or {}).get("properties", {}).get(field)
    return FieldState.RIGHT if same_value(gold, found, of_field) else FieldState.WRONG


def per_field(
    rows: Sequence[ScoredRow], schema: Mapping[str, Any] | None = None
) -> tuple[FieldMeasures, ...]:
    """Precision, recall and F1 of each field over the counted rows.

    A wrong value lowers both precision and recall; what is absent on both sides counts nowhere.
    """
    counted = [row for row in rows if row.counted]
    return tuple(
        _measures(name, Counter(field_state(row, name, schema) for row in counted))
        for name in field_names(schema, counted)
    )


def all_fields(measures: Iterable[FieldMeasures]) -> FieldMeasures:
    """The fields put together, each value counting once (micro average)."""
    total: Counter[FieldState | None] = Counter()
    for each in measures:
        for state in FieldState:
            total[state] += getattr(each, state.value)
    return _measures("", total)


def _measures(name: str, found: Counter[FieldState | None]) -> FieldMeasures:
    right, wrong, missing, extra, unread = (found[state] for state in FieldState)
    return FieldMeasures(
        name,
        right,
        wrong,
        missing,
        extra,
        unread,
        ratios(right, right + wrong + extra, right + wrong + missing + unread, "field"),
    )
