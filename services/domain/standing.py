"""What one author says of one example, and where the example stands by what all of them say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.domain.evidence import Evidence
from services.domain.example import State
from services.domain.values import value_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.domain.example import Value


@dataclass(frozen=True, slots=True)
class Mark:
    """What one author says of one example now.

    `adjudicated` is the gold answer that this author settled a dispute with. `evidence` belongs to
    the answer, when that is a record. `flagged` and `check_again` (what is asked has changed since
    the answer) belong to the example itself.
    """

    answer: Value | None = None
    skipped: bool = False
    reason: str = ""
    adjudicated: Value | None = None
    flagged: bool = False
    flag_reason: str = ""
    check_again: bool = False
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One author's mark on one example, before and after."""

    example_id: str
    author: str
    before: Mark
    after: Mark


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an example and its gold answer."""

    state: State
    gold: Value | None


def standing(marks: Iterable[Mark]) -> Standing:
    """The gold answer is the adjudicated one, else the one all authors agree on, else none."""
    marks = tuple(marks)
    adjudicated = [mark.adjudicated for mark in marks if mark.adjudicated is not None]
    if adjudicated:
        return Standing(State.ANSWERED, adjudicated[-1])
    answers = {value_key(mark.answer): mark.answer for mark in marks if mark.answer is not None}
    if len(answers) > 1:
        return Standing(State.DISPUTED, None)
    if answers:
        return Standing(State.ANSWERED, next(iter(answers.values())))
    skipped = any(mark.skipped for mark in marks)
    return Standing(State.SKIPPED if skipped else State.UNLABELLED, None)
