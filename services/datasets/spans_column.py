"""Marked words in a column of a file: a JSON list of {"start", "end", "label"}.

Places count code points of the text, `end` not included; `label` is the field of the record, names
of nested fields joined by dots. {"label", "absent": true} says that the text does not name a field.
The shape is that of Prodigy's `spans` but for what is absent.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from services.domain.evidence import Evidence, Path, Span, slot_of, values_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.evidence import Slot

COLUMN = "spans"


def spans_said(evidence: Evidence) -> list[dict[str, Any]]:
    """The evidence of an answer as it stands in the column."""
    marked = [
        {"start": span.start, "end": span.end, "label": ".".join(slot_of(span.path))}
        for span in evidence.spans
    ]
    absent = [{"label": ".".join(slot_of(path)), "absent": True} for path in evidence.absent]
    return [*marked, *absent]


def evidence_said(said: str, text: str, record: Mapping[str, Any]) -> Evidence | None:
    """What the column says of a record; None where it says anything else, or of another record.

    Marked words belong to the value that reads the same, else to the only value of their field,
    which may have been written in another form.
    """
    try:
        found: object = json.loads(said)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    spans: dict[Path, Span] = {}
    absent: list[Path] = []
    for each in cast("list[object]", found):
        entry = cast("dict[str, Any]", each) if isinstance(each, dict) else {}
        slot = _slot(entry.get("label"), record)
        if entry.get("absent") is True:
            absent.append(slot)
            continue
        span = _span(entry, slot, text, record, spans)
        if span is None:
            return None
        spans[span.path] = span
    return Evidence(tuple(spans.values()), tuple(absent))


def _span(
    entry: Mapping[str, Any],
    slot: Slot,
    text: str,
    record: Mapping[str, Any],
    taken: Mapping[Path, Span],
) -> Span | None:
    start, end = entry.get("start"), entry.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        return None
    values = [(path, value) for path, value in values_in(record, slot) if path not in taken]
    same = [path for path, value in values if value == text[start:end]]
    if same:
        return Span(same[0], start, end)
    return Span(values[0][0], start, end) if len(values) == 1 else None


def _slot(label: object, record: Mapping[str, Any]) -> Slot:
    """A field whose own name has dots is taken by its name."""
    name = label if isinstance(label, str) else ""
    return (name,) if name in record else tuple(name.split("."))
