"""What reading and writing rows tells: what was left out, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

LISTED = 1000
"""How many left-out rows are listed; all of them are counted."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not read or written. `line` is the line (in Excel the row) of the file on
    which it begins, counted from 1; `reason` is a sentence for the user."""

    line: int
    reason: str


@dataclass(slots=True)
class LeftOutList:
    """Collects rows that are left out: counts all of them, keeps the first LISTED."""

    rows: list[LeftOut] = field(default_factory=list[LeftOut])
    reasons: Counter[str] = field(default_factory=Counter[str])

    def add(self, row: LeftOut, kind: str | None = None) -> None:
        """`kind` is what rows are counted under when their reasons differ in details."""
        if len(self.rows) < LISTED:
            self.rows.append(row)
        self.reasons[kind or row.reason] += 1

    @property
    def count(self) -> int:
        return self.reasons.total()
