"""Where in the text the fields of a record stand, and which fields are not in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Path = tuple[str | int, ...]
"""The way to a value inside a record: names of fields, and numbers of list elements from 0."""

Slot = tuple[str, ...]
"""A path without the numbers: a field of the schema, whichever list element it belongs to."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the text that fill the value at `path`.

    `start` and `end` (not included) count Unicode code points of the example's text, as Python
    does, so that they mean the same in every program that reads the file.
    """

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an author said about a record beside its values.

    `absent` are fields of which the author says that the text does not name them; a field that is
    merely empty has not been looked at.
    """

    spans: tuple[Span, ...] = ()
    absent: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans or self.absent)

    def of(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Evidence:
        """What of this evidence about `before` also holds of `after`, at its places there."""
        marked = marked_values(self, before)
        absent = tuple(path for path in self.absent if value_at(after, path) is None)
        return Evidence(placed(marked, after), absent)


@dataclass(frozen=True, slots=True)
class MarkedValue:
    """A value and the words it was taken from, wherever in the record it stands now."""

    slot: Slot
    value: object
    start: int
    end: int


def slot_of(path: Path) -> Slot:
    """The field of the schema that a path leads to."""
    return tuple(step for step in path if isinstance(step, str))


def value_at(record: object, path: Path) -> object:
    """The value at a path; None where there is none."""
    for step in path:
        if isinstance(record, dict) and isinstance(step, str):
            record = cast("dict[str, Any]", record).get(step)
        elif isinstance(record, list) and isinstance(step, int):
            items = cast("list[Any]", record)
            record = items[step] if step < len(items) else None
        else:
            return None
    return record


def marked_values(evidence: Evidence, record: Mapping[str, Any]) -> tuple[MarkedValue, ...]:
    """The spans with the values at their paths."""
    return tuple(
        MarkedValue(slot_of(span.path), value_at(record, span.path), span.start, span.end)
        for span in evidence.spans
    )


def placed(marked: Sequence[MarkedValue], record: Mapping[str, Any]) -> tuple[Span, ...]:
    """The spans of those values that the record still holds, each at a place of its own.

    List elements may have moved since they were marked, so each is looked for by its value.
    """
    spans: list[Span] = []
    taken: set[Path] = set()
    for each in marked:
        for path, value in values_in(record, each.slot):
            if path not in taken and value == each.value and type(value) is type(each.value):
                taken.add(path)
                spans.append(Span(path, each.start, each.end))
                break
    return tuple(spans)


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """As plain data for the project file; nothing stands for what is empty."""
    spans = [[list(span.path), span.start, span.end] for span in evidence.spans]
    absent = [list(path) for path in evidence.absent]
    return {name: part for name, part in (("spans", spans), ("absent", absent)) if part}


def evidence_from_json(stored: Mapping[str, Any]) -> Evidence:
    """The counterpart of `evidence_to_json`."""
    return Evidence(
        tuple(Span(tuple(path), start, end) for path, start, end in stored.get("spans", ())),
        tuple(tuple(path) for path in stored.get("absent", ())),
    )


def values_in(value: object, slot: Slot, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """All values of a field of the schema, in the order in which they stand."""
    if isinstance(value, list):
        for at, element in enumerate(cast("list[Any]", value)):
            yield from values_in(element, slot, (*path, at))
    elif not slot:
        yield path, value
    elif isinstance(value, dict) and slot[0] in value:
        inside = cast("dict[str, Any]", value)[slot[0]]
        yield from values_in(inside, slot[1:], (*path, slot[0]))
