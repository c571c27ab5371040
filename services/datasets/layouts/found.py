"""What a row of another program holds, under names of columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

Record = dict[str, Any]


@dataclass(slots=True)
class Found:
    """`answers` are what people said, the main one first; `fields` are all else of a row.

    A list of texts in `answers` holds one answer if all say the same, else none.
    """

    answers: Record = field(default_factory=dict[str, Any])
    fields: Record = field(default_factory=dict[str, Any])

    def add_spans(self, text: str, spans: list[Span]) -> None:
        """Marked words, as the record {label: words} and with their places, in code points."""
        if not spans:
            return
        words: dict[str, list[str]] = {}
        for span in spans:
            words.setdefault(span.label, []).append(span.words(text))
        self.answers["record"] = {
            name: said[0] if len(said) == 1 else said for name, said in words.items()
        }
        self.fields["spans"] = [
            {"start": span.start, "end": span.end, "label": span.label} for span in spans
        ]


@dataclass(frozen=True, slots=True)
class Span:
    """Marked words from `start` to before `end`, counted in code points."""

    start: int
    end: int
    label: str

    def words(self, text: str) -> str:
        return text[self.start : self.end]


def span_of(value: object, start: str = "start", end: str = "end") -> Span | None:
    """A span that is an object with its places under these names; None for anything else."""
    found = record_of(value)
    first, last, name = found.get(start), found.get(end), found.get("label")
    if isinstance(first, int) and isinstance(last, int) and isinstance(name, str):
        return Span(first, last, name)
    return None


def record_of(value: object) -> Record:
    """A JSON object as it is; an empty one in place of anything else."""
    return cast("Record", value) if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """A JSON list as it is; an empty one in place of anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def without(record: Record, *names: str) -> Record:
    """A copy of a record without some of its keys."""
    return {name: value for name, value in record.items() if name not in names}


def one_or_all(said: list[Any]) -> Any:  # noqa: ANN401 (a JSON value)
    """What several answers say: the one value if they agree, None if there is none, else all."""
    different: list[Any] = []
    for each in said:
        if each not in different:
            different.append(each)
    if len(different) > 1:
        return different
    return different[0] if different else None
