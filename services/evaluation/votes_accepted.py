"""Which answers to accept by how many samples agree, and how often those are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.evaluation.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.evaluation.records import Interval, ScoredRow
    from services.prediction.voting import Vote

WANTED_SHARE = 0.95
"""Of the accepted answers that many are to be right, where a threshold is proposed."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Accepting answers from `votes` of `samples` up.

    Of the `rows` that count `accepted` are accepted, of which `right` are right, with the 95 %
    Wilson interval of that share (None when none is accepted). A tied vote is never accepted.
    """

    votes: int
    samples: int
    rows: int
    accepted: int
    right: int
    interval: Interval | None

    @property
    def coverage(self) -> float:
        """The share of the rows that is accepted."""
        return self.accepted / self.rows if self.rows else 0.0

    @property
    def share_right(self) -> float | None:
        return self.right / self.accepted if self.accepted else None


def accepts(vote: Vote | None, votes: int) -> bool:
    """Whether an answer stands without a human: enough samples gave it, and no other as many."""
    return vote is not None and vote.value is not None and not vote.tied and vote.votes >= votes


def thresholds(
    rows: Sequence[ScoredRow], found: Mapping[str, Vote], samples: int
) -> tuple[Threshold, ...]:
    """Each number of votes that a clear answer has, the strictest first, over the rows that
    count."""
    counted = [row for row in rows if row.counted]
    numbers = {each.votes for each in found.values() if accepts(each, 1)} | {samples}
    return tuple(
        _threshold(counted, found, votes, samples) for votes in sorted(numbers, reverse=True)
    )


def proposed(found: Sequence[Threshold]) -> Threshold | None:
    """The lowest threshold from which on enough of the accepted answers are right.

    None when not even the strictest has that many: then every row is for a human.
    """
    best = None
    for each in found:
        if each.share_right is not None and each.share_right < WANTED_SHARE:
            break
        best = each if each.accepted else best
    return best


def _threshold(
    rows: Sequence[ScoredRow], found: Mapping[str, Vote], votes: int, samples: int
) -> Threshold:
    accepted = [row for row in rows if accepts(found.get(row.example_id), votes)]
    right = sum(row.right for row in accepted)
    return Threshold(votes, samples, len(rows), len(accepted), right, wilson(right, len(accepted)))
