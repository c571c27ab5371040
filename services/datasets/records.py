"""What reading and writing rows tells: what was left out, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from services.domain.duplicates import Conflict

LISTED = 1000
"""How many left-out rows are listed; all of them are counted."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not read or written. `line` is the line (in Excel the row) of the file on
    which it begins, counted from 1; `reason` is a sentence for the user."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """An example that a file cannot take, and why, as a sentence for the user."""

    example_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: `imported` rows, of which `labelled` have an answer.

    `left_out` lists the first LISTED rows that were left out, `reasons` counts all of them.
    `unknown` counts answers that name no label, whose rows stay unlabelled; `unknown_splits`
    words that name no split, whose rows are assigned like all others. `added_labels` are names
    that became labels, `guessed` is how the file was read, in words. `repeated` rows were left out
    since their text is there already; `answered` examples took over an answer of theirs.
    `conflicts` lists the first answers that are not the one that is there, for the user to decide;
    `conflict_count` counts all.
    """

    source: str
    imported: int
    labelled: int
    left_out: tuple[LeftOut, ...]
    reasons: Mapping[str, int]
    unknown: Mapping[str, int]
    unknown_splits: Mapping[str, int]
    added_labels: tuple[str, ...]
    guessed: tuple[str, ...]
    repeated: int = 0
    answered: int = 0
    conflicts: tuple[Conflict, ...] = ()
    conflict_count: int = 0

    @property
    def left_out_count(self) -> int:
        return sum(self.reasons.values())


@dataclass(slots=True)
class LeftOutList:
    """Collects rows that are left out: counts all of them, keeps the first LISTED."""

    rows: list[LeftOut] = field(default_factory=list[LeftOut])
    reasons: Counter[str] = field(default_factory=Counter[str])

    def add(self, row: LeftOut) -> None:
        if len(self.rows) < LISTED:
            self.rows.append(row)
        self.reasons[row.reason] += 1

    def add_all(self, reason: str, lines: Iterable[int], count: int) -> None:
        """Rows left out for one reason: their first lines, and how many they are."""
        room = LISTED - len(self.rows)
        self.rows += [LeftOut(line, reason) for line in islice(lines, room)]
        if count:
            self.reasons[reason] += count


def no_rows(path: Path, reasons: Counter[str]) -> AppError:
    """The words for a file of which no row could be read; `reasons` counts why."""
    if not reasons:
        return AppError(
            f"{path.name} holds no rows.",
            "Choose a file with at least one row, or say that it has no header.",
        )
    reason, count = reasons.most_common(1)[0]
    return AppError(
        f"No row of {path.name} could be imported.",
        "Check the columns, the delimiter and the encoding.",
        f"{reason} ({count:,} {'row' if count == 1 else 'rows'})",
    )
