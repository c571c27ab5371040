"""doccano's JSONL export: classification, sequence labelling and sequence to sequence."""

from __future__ import annotations

from services.datasets.layouts.found import (
    Found,
    Record,
    Span,
    list_of,
    one_or_all,
    record_of,
    span_of,
    without,
)

_SPAN = 3


def is_row(record: Record) -> bool:
    """A text with a list of labels, of [start, end, label], or of entities."""
    if not isinstance(record.get("text", record.get("data")), str):
        return False
    if isinstance(record.get("entities"), list):
        return all("start_offset" in record_of(each) for each in record["entities"])
    if not isinstance(record.get("label", record.get("labels")), list):
        return False
    said = list_of(record.get("label", record.get("labels")))
    return all(isinstance(each, str) for each in said) or all(map(_span, said))


def row(record: Record) -> Found:
    """The label of a classification, or marked words as a record; relations stay as they are."""
    text = str(record.get("text", record.get("data")))
    left = without(record, "text", "data", "label", "labels", "entities")
    found = Found(fields={"text": text, **left})
    said = list_of(record.get("label", record.get("labels")))
    entities = [span_of(each, "start_offset", "end_offset") for each in record.get("entities", ())]
    spans = [span for each in said if (span := _span(each))] + [each for each in entities if each]
    if spans or "entities" in record:
        found.add_spans(text, spans)
    else:
        found.answers["label"] = one_or_all(said)
    return found


def _span(value: object) -> Span | None:
    parts = list_of(value)
    if len(parts) != _SPAN:
        return None
    start, end, label = parts
    whole = isinstance(start, int) and isinstance(end, int) and isinstance(label, str)
    return Span(start, end, label) if whole else None
