"""Which rows a review looks at, and in which order."""

from __future__ import annotations

import enum
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.domain.values import same_value
from services.evaluation.fields import FieldState, field_state
from services.evaluation.mistakes import mistakes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from services.domain.prediction import Run
    from services.evaluation.records import Cell, ScoredRow
    from services.evaluation.slices import InSlice

MISTAKES_FOR_A_RIGHT_ONE = 4
"""One right row is mixed in for so many mistakes: a fifth of what is looked at."""


class QueueKind(enum.StrEnum):
    """Which mistakes are reviewed.

    OF_RUN: those of one run. OF_ALL_RUNS: rows that any run over the same rows got wrong.
    TUNED_ONLY: wrong in a tuned model, right in a prompted one, of which the run is one or the
    other. ALL_AGREE: all runs say the same,
    and the gold answer says otherwise: likely a label error. LEAST_SURE: those on which samples
    disagreed, the lowest vote share first.
    """

    OF_RUN = "of run"
    OF_ALL_RUNS = "of all runs"
    TUNED_ONLY = "tuned only"
    ALL_AGREE = "all agree"
    LEAST_SURE = "least sure"


@dataclass(frozen=True, slots=True)
class ReviewOf:
    """What to review. `run` leads: other runs are those over the same rows.

    `cell`, `within` and `field` narrow it. `mixed` adds right rows at random places, drawn by the
    project's seed; `blind` leaves out rows without a predicted answer, since nothing could be
    chosen between.
    """

    run: Run
    kind: QueueKind = QueueKind.OF_RUN
    cell: Cell | None = None
    within: InSlice | None = None
    field: str = ""
    mixed: bool = False
    blind: bool = False


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """A row to judge: what `run` says of it, and the `runs` that a verdict is about."""

    run: Run
    row: ScoredRow
    runs: tuple[Run, ...]


Sides = list[tuple["Run", dict[str, "ScoredRow"]]]
"""Runs over the same rows, the leading one first, each with its rows by example id."""


def found_cases(
    wanted: ReviewOf, sides: Sides, schema: Mapping[str, Any] | None
) -> list[ReviewCase]:
    """The mistakes of a queue, in the order of the rows or as the queue orders them."""
    rows = list(sides[0][1].values())
    match wanted.kind:
        case QueueKind.OF_RUN:
            found = [_case(wanted.run, row) for row in mistakes(rows, wanted.cell)]
        case QueueKind.LEAST_SURE:
            unsure = [row for row in mistakes(rows, wanted.cell) if row.share < 1]
            unsure.sort(key=lambda row: row.share)
            found = [_case(wanted.run, row) for row in unsure]
        case QueueKind.OF_ALL_RUNS:
            found = _each(rows, sides, _wrong_somewhere)
        case QueueKind.TUNED_ONLY:
            found = _each(rows, sides, lambda said: _wrong_in_tuned(said, wanted.run))
        case QueueKind.ALL_AGREE:
            found = _each(rows, sides, lambda said: _against_gold(said, schema))
    if wanted.field:
        found = [case for case in found if _wrong_field(case.row, wanted.field, schema)]
    return found


def mixed_in(
    cases: Sequence[ReviewCase], right: Sequence[ReviewCase], seed: str
) -> tuple[list[ReviewCase], int]:
    """The cases with right ones drawn by the seed between them, and how many these are."""
    draw = random.Random(seed)
    count = min(len(right), -(-len(cases) // MISTAKES_FOR_A_RIGHT_ONE))
    mixed = list(cases)
    for case in draw.sample(right, count):
        mixed.insert(draw.randint(0, len(mixed)), case)
    return mixed, count


def right_cases(wanted: ReviewOf, sides: Sides, taken: Collection[str]) -> list[ReviewCase]:
    """The right rows of the leading run that are not among those taken."""
    rows = sides[0][1].values()
    return [
        _case(wanted.run, row)
        for row in rows
        if row.counted and row.right and row.example_id not in taken
    ]


def _case(run: Run, row: ScoredRow) -> ReviewCase:
    return ReviewCase(run, row, (run,))


Said = list[tuple["Run", "ScoredRow"]]


def _each(
    rows: Sequence[ScoredRow], sides: Sides, chosen: Callable[[Said], Said]
) -> list[ReviewCase]:
    """A case for each row of which `chosen` picks runs; the first of them is shown."""
    found: list[ReviewCase] = []
    for row in rows:
        beside = [(run, other[row.example_id]) for run, other in sides if row.example_id in other]
        picked = chosen([(run, each) for run, each in beside if each.counted])
        if picked:
            runs = tuple(run for run, _ in picked)
            found.append(ReviewCase(runs[0], picked[0][1], runs))
    return found


def _wrong_somewhere(said: Said) -> Said:
    return [(run, row) for run, row in said if not row.right]


def _wrong_in_tuned(said: Said, lead: Run) -> Said:
    """The tuned ones that are wrong, where one that was only prompted is right. The leading run
    stands for all of its kind."""
    kind = lead.model.tuned
    of_kind = [pair for pair in said if pair[0].model.tuned != kind or pair[0] is lead]
    wrong = [(run, row) for run, row in of_kind if run.model.tuned and not row.right]
    prompted = [run for run, row in of_kind if not run.model.tuned and row.right]
    return wrong if wrong and prompted else []


def _against_gold(said: Said, schema: Mapping[str, Any] | None) -> Said:
    """All, where two or more give the same answer, and it is not the gold answer."""
    if len(said) < 2 or any(row.right or row.predicted is None for _, row in said):
        return []
    first = said[0][1].predicted
    return said if all(same_value(row.predicted, first, schema) for _, row in said) else []


def _wrong_field(row: ScoredRow, field: str, schema: Mapping[str, Any] | None) -> bool:
    return field_state(row, field, schema) not in (None, FieldState.RIGHT)
