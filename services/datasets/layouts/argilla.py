"""Argilla's records as JSON: those of today, of its feedback data sets, and of its first version.

Shapes: "Import and export" of its guide, versions 2.x and 1.x.
"""

from __future__ import annotations

from typing import Any

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

_SUBMITTED = ("submitted", None)
_SPAN = 3


def is_row(record: Record) -> bool:
    """Fields and responses; or a text with an annotation and what Argilla says of it."""
    if isinstance(record.get("fields"), dict):
        return isinstance(record.get("responses"), dict | list)
    return "annotation" in record and "annotation_agent" in record


def row(record: Record) -> Found:
    """Columns of the fields and the metadata; for each question its submitted responses."""
    if "annotation" in record:
        return _first_version(record)
    found = Found(fields=dict(record["fields"]))
    text = next((each for each in found.fields.values() if isinstance(each, str)), "")
    for question, said in _responses(record["responses"]).items():
        spans = [span for each in said for value in list_of(each) if (span := span_of(value))]
        if spans:
            found.add_spans(text, spans)
        else:
            name = f"{question} (answer)" if question in found.fields else question
            found.answers[name] = one_or_all(_single(said))
    found.fields |= _metadata(record, found)
    return found


def _responses(responses: object) -> dict[str, list[Any]]:
    """The submitted answers of each question; those of today name the question first, those of
    a feedback data set the person."""
    said: dict[str, list[Any]] = {}
    for question, given in record_of(responses).items():
        said[question] = [
            each["value"]
            for each in map(record_of, list_of(given))
            if "value" in each and each.get("status") in _SUBMITTED
        ]
    for person in map(record_of, list_of(responses)):
        if person.get("status") in _SUBMITTED:
            for question, value in record_of(person.get("values")).items():
                said.setdefault(question, []).append(record_of(value).get("value"))
    return said


def _first_version(record: Record) -> Found:
    inputs = record_of(record.get("inputs"))
    text = record.get("text")
    found = Found(fields=({"text": text} if isinstance(text, str) else {}) | inputs)
    said = record["annotation"]
    parts = [list_of(each) for each in list_of(said)]
    spans = [Span(start, end, label) for label, start, end in (p for p in parts if len(p) == _SPAN)]
    if spans:
        found.add_spans(str(text or ""), spans)
    else:
        found.answers["label"] = one_or_all(_single([said] if said is not None else []))
    found.fields |= _metadata(record, found)
    return found


def _single(said: list[Any]) -> list[Any]:
    """Answers with a list of one in place of the one."""
    return [each[0] if len(list_of(each)) == 1 else each for each in said]


def _metadata(record: Record, found: Found) -> Record:
    taken = (*found.fields, *found.answers)
    kept = {"id": record["id"]} if record.get("id") is not None else {}
    return without(kept | record_of(record.get("metadata")), *taken)
