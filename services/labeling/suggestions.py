"""Suggestions: what a model would answer, for those who ask."""

from __future__ import annotations

import enum
import random
from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, State
from services.jobs import JobContext
from services.learning.text_learner import judge, learn
from services.prediction.voting import votes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.domain.example import Example, Value
    from services.domain.prediction import Run
    from services.learning.child import Child
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable
    from services.storage.runs import RunTable

FEWEST_ANSWERS = 10
MOST_ANSWERS = 10_000
MOST_ASKED = 5_000
_BLOCK = 500


class Sureness(enum.StrEnum):
    """How sure a suggestion is, in words; shares of a model that is not calibrated are none."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"

    @classmethod
    def of(cls, share: float) -> Sureness:
        """`share` from 0 to 1: a probability of the local model, or a vote share of a run."""
        if share >= 0.8:
            return cls.SURE
        return cls.LIKELY if share >= 0.5 else cls.GUESS


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label id or a record; `sureness` is None where nothing is known of it."""

    value: Value
    sureness: Sureness | None = None


@dataclass(frozen=True, slots=True)
class _Model:
    learned: bytes
    answers: int


class Suggestions:
    """From a small local model that learns from the answers so far, or from a stored run.

    The local model knows labels only, lives in memory, and learns and speaks in the child process,
    without a network.
    """

    def __init__(
        self, project: ProjectTable, examples: ExampleTable, runs: RunTable, child: Child
    ) -> None:
        self._project = project
        self._examples = examples
        self._runs = runs
        self._child = child
        self._model: _Model | None = None

    @property
    def learned_from(self) -> int:
        """How many answers the local model has learned from; 0 while there is none."""
        return self._model.answers if self._model else 0

    def learn(self, context: JobContext | None = None) -> int:
        """Let the local model learn from the gold answers so far, at most 10,000 drawn at random.

        Gives `learned_from`: 0 when there are fewer than ten answers, or one label only.
        """
        context = context or JobContext()
        rows = self._some(ExampleFilter(state=State.ANSWERED), MOST_ANSWERS, context)
        said = [
            (example.text, example.gold)
            for example in self._read(rows, context)
            if isinstance(example.gold, str) and example.text.strip()
        ]
        labels = [label for _, label in said]
        if len(said) < FEWEST_ANSWERS or len(set(labels)) < 2:
            self._model = None
            return 0
        texts = [text for text, _ in said]
        model = self._child.run(learn, texts, labels, context=context)
        self._model = _Model(model, len(said))
        return len(said)

    def local(
        self, examples: Sequence[Example], context: JobContext | None = None
    ) -> dict[str, Suggestion]:
        """What the local model would answer, by example id; nothing while there is no model."""
        if self._model is None or not examples:
            return {}
        texts = [example.text for example in examples]
        said = self._child.run(judge, self._model.learned, texts, context=context)
        known = {label.id for label in self._project.task().labels}
        return {
            example.id: Suggestion(label, Sureness.of(share))
            for example, (label, share, _) in zip(examples, said, strict=True)
            if label in known
        }

    def of_run(self, run: Run, ids: Iterable[str]) -> dict[str, Suggestion]:
        """What most samples of a stored run answered, by example id, where any did."""
        task = self._project.task()
        found = votes(self._runs.predictions_of(run.id, ids), task.schema)
        known = {label.id for label in task.labels}
        return {
            example_id: Suggestion(vote.value, Sureness.of(vote.share) if run.samples > 1 else None)
            for example_id, vote in found.items()
            if vote.value is not None and (isinstance(vote.value, dict) or vote.value in known)
        }

    def least_certain(self, wanted: ExampleFilter, context: JobContext | None = None) -> array[int]:
        """Rows without an answer, those first on which the local model is least certain.

        Certain means that the likeliest label leads the next one by much. Of more than 5,000
        rows that many are drawn at random, by the project's seed. Raises AppError when too
        little is labelled for the model to learn.
        """
        context = context or JobContext()
        if not self.learn(context) or self._model is None:
            raise AppError(
                "Too little is labelled to tell which rows are uncertain.",
                f"Answer at least {FEWEST_ANSWERS} rows, with two labels or more; then choose"
                " this queue again.",
            )
        rows = self._some(replace(wanted, state=State.UNLABELLED), MOST_ASKED, context)
        texts = [example.text for example in self._read(rows, context)]
        said = self._child.run(judge, self._model.learned, texts, context=context)
        leads = [lead for _, _, lead in said]
        order = sorted(range(len(rows)), key=lambda at: leads[at])
        return array("q", (rows[at] for at in order))

    def _some(self, wanted: ExampleFilter, most: int, context: JobContext) -> array[int]:
        rows = self._examples.rows(wanted, context)
        if len(rows) <= most:
            return rows
        drawn = random.Random(self._project.record().seed).sample(rows, most)
        return array("q", sorted(drawn))

    def _read(self, rows: array[int], context: JobContext) -> list[Example]:
        found: list[Example] = []
        for start in range(0, len(rows), _BLOCK):
            context.check()
            found += self._examples.at(rows[start : start + _BLOCK])
        return found
