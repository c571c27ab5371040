"""Why rows are wrong, by what a review said of them."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from services.domain.prediction import Verdict
from services.evaluation.fields import FieldState, field_names, field_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from services.domain.prediction import Finding
    from services.evaluation.records import ScoredRow


class Cause(enum.Enum):
    """Why a row counted as a mistake."""

    LABEL_ERROR = "label error"
    AMBIGUOUS = "ambiguous"
    MISSING_GUIDELINE = "missing guideline"
    MODEL_ERROR = "model error"


_CAUSES = {
    Verdict.GOLD_WRONG: Cause.LABEL_ERROR,
    Verdict.AMBIGUOUS: Cause.AMBIGUOUS,
    Verdict.GUIDELINE_UNCLEAR: Cause.MISSING_GUIDELINE,
    Verdict.MODEL_WRONG: Cause.MODEL_ERROR,
}


@dataclass(frozen=True, slots=True)
class Part:
    """The causes of the mistakes of one label (its id) or field (its name), the most first."""

    name: str
    causes: Mapping[Cause, int]

    @property
    def mistakes(self) -> int:
        return sum(self.causes.values())


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes of the mistakes that were judged, in all and by label or field; `open` are not
    judged yet. `ids` are the examples of each cause. A row counts once, also where several runs
    were wrong on it; under the label that its gold answer was when it was judged."""

    counts: Mapping[Cause, int]
    parts: tuple[Part, ...]
    ids: Mapping[Cause, tuple[str, ...]]
    open: int

    @property
    def judged(self) -> int:
        return sum(self.counts.values())

    @property
    def leading(self) -> Cause | None:
        """The cause of the most mistakes; None before the first verdict."""
        return max(self.counts, key=self.counts.__getitem__, default=None)


def causes(
    runs: Iterable[tuple[tuple[ScoredRow, ...], Mapping[str, Finding]]],
    schema: Mapping[str, Any] | None = None,
) -> Causes:
    """Count the causes of the mistakes of runs, each given as its rows and what was found."""
    judged: dict[str, tuple[Cause, ScoredRow]] = {}
    wrong: set[str] = set()
    for rows, findings in runs:
        wrong.update(row.example_id for row in rows if row.counted and not row.right)
        for row in rows:
            finding = findings.get(row.example_id)
            cause = _CAUSES.get(finding.verdict) if finding else None
            if finding and cause and row.example_id not in judged:
                gold = finding.gold if finding.gold is not None else row.gold
                judged[row.example_id] = (cause, replace(row, gold=gold))
    counts = Counter(cause for cause, _ in judged.values())
    ids = {
        cause: tuple(each for each, (found, _) in judged.items() if found is cause)
        for cause in counts
    }
    return Causes(counts, _parts(judged.values(), schema), ids, len(wrong - judged.keys()))


def _parts(
    judged: Iterable[tuple[Cause, ScoredRow]], schema: Mapping[str, Any] | None
) -> tuple[Part, ...]:
    found: dict[str, Counter[Cause]] = {}
    for cause, row in judged:
        for name in _names(row, schema):
            found.setdefault(name, Counter())[cause] += 1
    parts = (Part(name, counts) for name, counts in found.items())
    return tuple(sorted(parts, key=lambda part: -part.mistakes))


def _names(row: ScoredRow, schema: Mapping[str, Any] | None) -> Iterator[str]:
    """The label of a row, or the fields that were not right."""
    if isinstance(row.gold, str):
        yield row.gold
        return
    for name in field_names(schema, [row]):
        if field_state(row, name, schema) not in (None, FieldState.RIGHT):
            yield name
