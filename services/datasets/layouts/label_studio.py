"""Label Studio's JSON export. Shape: "Label Studio JSON format of annotated tasks" of its guide."""

from __future__ import annotations

from typing import Any

from services.datasets.layouts.found import (
    Found,
    Record,
    Span,
    list_of,
    one_or_all,
    record_of,
)

_SINGLE = ("rating", "number", "datetime")
_MANY = ("choices", "text", "taxonomy")


def is_row(record: Record) -> bool:
    """A task with its data, and what annotators said (earlier: completions)."""
    said = record.get("annotations", record.get("completions"))
    return isinstance(record.get("data"), dict) and isinstance(said, list)


def row(record: Record) -> Found:
    """Columns of the data; for each control its answers, and marked words as a record.

    A ground truth counts alone; cancelled annotations do not count.
    """
    found = Found(fields=dict(record_of(record["data"])))
    given = [
        each
        for value in list_of(record.get("annotations", record.get("completions")))
        if not (each := record_of(value)).get("was_cancelled")
    ]
    truths = [each for each in given if each.get("ground_truth")]
    answers: dict[str, list[Any]] = {}
    marked: list[list[Span]] = []
    for annotation in truths or given:
        spans: list[Span] = []
        for result in map(record_of, list_of(annotation.get("result"))):
            _read(result, answers, spans)
        marked.append(spans)
    for name, said in answers.items():
        found.answers[_free(name, found.fields)] = one_or_all(said)
    if marked and all(spans == marked[0] for spans in marked):
        found.add_spans(_text(record, truths or given), marked[0])
    if "id" in record:
        found.fields.setdefault("id", record["id"])
    return found


def _read(result: Record, answers: dict[str, list[Any]], spans: list[Span]) -> None:
    value, name = record_of(result.get("value")), result.get("from_name")
    labels = list_of(value.get("labels")) or list_of(value.get("hypertextlabels"))
    if labels and isinstance(value.get("start"), int) and isinstance(value.get("end"), int):
        spans.extend(Span(value["start"], value["end"], str(label)) for label in labels)
    elif isinstance(name, str):
        said = [value[key] for key in _SINGLE if key in value]
        said += [each for key in _MANY for each in list_of(value.get(key))]
        answers.setdefault(name, []).extend(said)


def _text(record: Record, annotations: list[Record]) -> str:
    """The text that words are marked in: a control names the tag, the tag often the data."""
    data = record_of(record["data"])
    names = [
        str(result.get("to_name"))
        for annotation in annotations
        for result in map(record_of, list_of(annotation.get("result")))
    ]
    texts = [value for value in data.values() if isinstance(value, str)]
    named = [data[name] for name in names if isinstance(data.get(name), str)]
    return (named or sorted(texts, key=len, reverse=True) or [""])[0]


def _free(name: str, fields: Record) -> str:
    return f"{name} (answer)" if name in fields else name
