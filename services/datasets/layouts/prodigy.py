"""Prodigy's JSONL (`db-out`). Shapes: "Annotation interfaces" of its documentation."""

from __future__ import annotations

from services.datasets.layouts.found import (
    Found,
    Record,
    list_of,
    one_or_all,
    record_of,
    span_of,
    without,
)

_OWN = ("_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id", "_timestamp")
_ANSWERS = ("accept", "reject", "ignore")


def is_row(record: Record) -> bool:
    """A text with Prodigy's answer or its hashes."""
    hashed = "_task_hash" in record or "_input_hash" in record
    return isinstance(record.get("text"), str) and (hashed or _is_answer(record))


def row(record: Record) -> Found:
    """What was accepted is the answer; what was rejected or ignored says only what is not.

    Chosen options, else the label, are the label; marked words are a record, and stay with their
    places. The word accept, reject or ignore is kept.
    """
    text = record["text"]
    taken = ("text", "answer", "accept", "options", "label", "spans", "tokens", "meta", *_OWN)
    found = Found(fields={"text": text, **without(record, *taken)})
    spans = [span for each in list_of(record.get("spans")) if (span := span_of(each))]
    accepted = record.get("answer", "accept") == "accept"
    if accepted:
        found.answers["label"] = one_or_all(_chosen(record))
        found.add_spans(text, spans)
    elif spans:
        found.fields["spans"] = record["spans"]
    if not accepted and "label" in record:
        found.fields["label that was asked for"] = record["label"]
    found.fields["Prodigy said"] = record.get("answer")
    found.fields |= without(record_of(record.get("meta")), *found.fields, *found.answers)
    return found


def _chosen(record: Record) -> list[object]:
    """Options are chosen by their ids; ids that are only numbers stand for their texts."""
    options = {each.get("id"): each for each in map(record_of, list_of(record.get("options")))}
    chosen = list_of(record.get("accept"))
    if options or chosen:
        return [
            each if isinstance(each, str) else options.get(each, {}).get("text", each)
            for each in chosen
        ]
    return [record["label"]] if isinstance(record.get("label"), str) else []


def _is_answer(record: Record) -> bool:
    return record.get("answer") in _ANSWERS and bool(
        record.keys() & {"spans", "options", "accept", "label", "meta"}
    )
