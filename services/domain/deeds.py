"""What a deed is made of, so that it can be taken back and done again."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any


class PartKind(enum.StrEnum):
    """What a part of a deed changes; each kind has its own way back."""

    MARKS = "marks"
    TASK = "task"
    LABELS = "labels"
    SPLITS = "splits"
    SHARES = "shares"
    DELETED = "deleted"
    IMPORTED = "imported"
    METADATA = "metadata"
    MERGED = "merged"
    VERDICTS = "verdicts"

    @property
    def of_task(self) -> bool:
        """Whether it changes what other parts are read by, so that it is written by itself."""
        return self in (PartKind.TASK, PartKind.LABELS)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a deed, small enough for one short transaction.

    `data` is JSON: what stood before and what stands after. `rows` is how many examples it
    touches.
    """

    kind: PartKind
    data: dict[str, Any]
    rows: int = 0


Ranges = list[list[int]]
"""Row numbers as [first, last] pairs: most of what is done at once lies side by side."""


def ranges_of(rows: list[int]) -> Ranges:
    """Growing row numbers as ranges."""
    found: Ranges = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return found


def rows_in(ranges: Ranges) -> list[int]:
    """The row numbers of ranges."""
    return [row for first, last in ranges for row in range(first, last + 1)]
