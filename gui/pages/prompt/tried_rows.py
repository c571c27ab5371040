"""What was tried on which row, while the page is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.pages.prompt.trial_list import TrialRow
from gui.pages.prompt.verdicts import facts_text, not_run, seconds_text, verdict
from gui.pages.prompt.words import dollars_text
from gui.pills import PillKind
from gui.translation import tr
from services.domain.prediction import PredictionState
from services.domain.values import same_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from services.domain.example import Example, Value
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.prediction.trials import TryOut

MOST = 500
"""Rows whose newest reply is kept."""


@dataclass(frozen=True, slots=True)
class Known:
    """A call, and what it was made with."""

    model: Model
    prompt: Prompt
    tried: TryOut


class TriedRows:
    """The newest reply of each row that was tried, and the rows that were tried together."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}
        self._together: tuple[Example, ...] = ()

    def begin(self, examples: Sequence[Example]) -> None:
        """These rows are tried together now."""
        self._together = tuple(examples)
        for example in examples:
            self.forget(example.id)

    def forget(self, example_id: str) -> None:
        """A row is tried anew."""
        self._known.pop(example_id, None)

    def add(self, model: Model, prompt: Prompt, tried: Sequence[TryOut]) -> None:
        """Keep what came back."""
        for one in tried:
            self._known[one.prediction.example_id] = Known(model, prompt, one)
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def of(self, example_id: str) -> Known | None:
        """The newest reply of a row."""
        return self._known.get(example_id)

    def in_order(self) -> Iterator[tuple[Example, TryOut | None]]:
        """The rows that were tried together, in their order; None where no reply has come."""
        for example in self._together:
            known = self._known.get(example.id)
            yield example, known.tried if known else None

    def summary(self, schema: Mapping[str, Any] | None, *, under_way: bool) -> str:
        """How many are right of those that can be, what failed, tokens and cost, in words."""
        tried = [(example, one) for example, one in self.in_order() if one is not None]
        scored = [
            (example, one)
            for example, one in tried
            if example.gold is not None and one.prediction.state is not PredictionState.FAILED
        ]
        right = sum(same_value(one.prediction.value, each.gold, schema) for each, one in scored)
        failed = sum(one.prediction.state is PredictionState.FAILED for _, one in tried)
        repaired = sum(one.prediction.repaired for _, one in tried)
        parts = [tr("{right} of {all} right").format(right=right, all=len(scored))]
        if failed:
            parts.append(tr("{number} failed").format(number=failed))
        if repaired:
            parts.append(tr("{number} repaired").format(number=repaired))
        waiting = len(self._together) - len(tried)
        if waiting:
            words = tr("{number} to come") if under_way else tr("{number} not run")
            parts.append(words.format(number=waiting))
        return " · ".join((*parts, _cost([one for _, one in tried])))


def trial_row(
    example: Example,
    tried: TryOut | None,
    said: Callable[[Value | None], str],
    schema: Mapping[str, Any] | None,
    *,
    under_way: bool,
) -> TrialRow:
    """A row as the list shows it; `said` gives the words of a value."""
    if tried is None:
        word, kind = (tr("asking…"), PillKind.ACCENT) if under_way else not_run()
        return TrialRow(example.id, example.text, "", word, kind, "")
    prediction = tried.prediction
    word, kind = verdict(prediction, example.gold, schema)
    answer = said(prediction.value) or prediction.error
    facts = facts_text(prediction.milliseconds, prediction.usage, tried.dollars)
    if prediction.state is PredictionState.FAILED:
        facts = seconds_text(prediction.milliseconds)
    elif prediction.repaired:
        facts = f"{tr('repaired')} · {facts}"
    return TrialRow(example.id, example.text, answer, word, kind, facts)


def _cost(tried: Sequence[TryOut]) -> str:
    known = [one.dollars for one in tried if one.dollars is not None]
    return dollars_text(sum(known) if len(known) == len(tried) else None)
