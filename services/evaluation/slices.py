"""Measures of parts of a run: by a metadata column, length, split or annotator."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.example import Split
from services.evaluation.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.evaluation.records import Interval, ScoredRow

QUARTERS = 4


class SliceKind(enum.StrEnum):
    """What rows are divided by."""

    COLUMN = "column"
    LENGTH = "length"
    SPLIT = "split"
    ANNOTATOR = "annotator"


@dataclass(frozen=True, slots=True)
class SliceBy:
    """`column` names the metadata column where `kind` is COLUMN."""

    kind: SliceKind
    column: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """Counted rows that have something in common; `value` is empty where rows have none.

    `accuracy` with its 95 % Wilson interval; `low` says that the interval lies under the accuracy
    of the whole run.
    """

    value: str
    rows: int
    right: int
    interval: Interval
    low: bool

    @property
    def accuracy(self) -> float:
        return self.right / self.rows


@dataclass(frozen=True, slots=True)
class InSlice:
    """The rows of one slice."""

    by: SliceBy
    value: str


def slices(rows: Iterable[ScoredRow], values: Mapping[str, Sequence[str]]) -> tuple[Slice, ...]:
    """The slices of a run, in the order in which `values` first names them.

    `values` gives what each example id belongs to; a row that two authors answered belongs to
    both. Rows that it does not name belong to the slice without a value.
    """
    counted = [row for row in rows if row.counted]
    if not counted:
        return ()
    whole = sum(row.right for row in counted) / len(counted)
    number, right = Counter[str](), Counter[str]()
    for row in counted:
        for value in values.get(row.example_id, ("",)):
            number[value] += 1
            right[value] += row.right
    named = dict.fromkeys(value for values_of in values.values() for value in values_of)
    return tuple(
        _slice(value, number[value], right[value], whole)
        for value in (*named, *(number.keys() - named))
        if number[value]
    )


def by_length(lengths: Mapping[str, int]) -> dict[str, list[str]]:
    """Each example in a quarter of all by the length of its text, the shortest first."""
    if not lengths:
        return {}
    ordered = sorted(lengths.values())
    ends = sorted({ordered[(at + 1) * len(ordered) // QUARTERS - 1] for at in range(QUARTERS)})
    starts = [ordered[0], *(end + 1 for end in ends[:-1])]
    names = [
        f"{start:,} to {end:,} characters" if start < end else _characters(end)
        for start, end in zip(starts, ends, strict=True)
    ]
    return {
        example: [next(name for name, end in zip(names, ends, strict=True) if length <= end)]
        for example, length in sorted(lengths.items(), key=lambda each: each[1])
    }


def by_split(splits: Mapping[str, int | None]) -> dict[str, list[str]]:
    """Each example under the name of the split that it is in now."""
    return {
        example: ["" if split is None else Split(split).name.lower()]
        for example, split in splits.items()
    }


def most_first(values: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The same, put in order so that the fullest slice is named first and the empty one last."""
    sizes: dict[str, int] = {}
    for values_of in values.values():
        for value in values_of:
            sizes[value] = sizes.get(value, 0) + 1
    return dict(
        sorted(values.items(), key=lambda each: min(_rank(value, sizes) for value in each[1]))
    )


def _characters(number: int) -> str:
    return f"{number:,} {'character' if number == 1 else 'characters'}"


def _rank(value: str, sizes: Mapping[str, int]) -> tuple[bool, int, str]:
    return (not value, -sizes[value], value)


def _slice(value: str, rows: int, right: int, whole: float) -> Slice:
    interval = wilson(right, rows)
    assert interval is not None
    return Slice(value, rows, right, interval, interval.high < whole)
