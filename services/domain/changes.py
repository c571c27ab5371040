"""What one committed transaction changed."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """The kinds of records of which a view may want to know that they changed."""

    EXAMPLES = "examples"
    ANSWERS = "answers"
    TASK = "task"
    SPLITS = "splits"
    PROMPTS = "prompts"
    SNAPSHOTS = "snapshots"
    RUNS = "runs"
    VERDICTS = "verdicts"
    JUDGEMENTS = "judgements"
    JOBS = "jobs"
    MODELS = "models"
    HISTORY = "history"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Changes:
    """`kinds` that changed, and the ids of the records; `ids` is None after bulk work: any."""

    kinds: frozenset[Kind]
    ids: frozenset[str] | None = None

    @classmethod
    def of(cls, *kinds: Kind, ids: frozenset[str] | None = None) -> Changes:
        return cls(frozenset(kinds), ids)

    def concern(self, *kinds: Kind) -> bool:
        return not self.kinds.isdisjoint(kinds)
