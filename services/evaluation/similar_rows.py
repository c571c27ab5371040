"""Rows like the one at hand: why a model may have learned its answer, and what to label next."""

from __future__ import annotations

import random
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.example import ExampleFilter, Split, State
from services.jobs import JobContext
from services.learning.text_index import best_first, build_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.domain.example import Example
    from services.learning.child import Child
    from services.learning.text_index import TextIndex
    from services.storage.examples import ExampleTable

MOST_INDEXED = 20_000
"""Rows among which similar ones are sought; of more, so many drawn at random."""
SPARE = 4
TRAINING = (ExampleFilter(state=State.ANSWERED, split=Split.TRAINING),)
TO_LABEL = (
    ExampleFilter(state=State.UNLABELLED, split=Split.TRAINING),
    ExampleFilter(state=State.UNLABELLED, unsplit=True),
)
"""Rows of validation and test stay out: choosing what of them is labelled would bias them."""


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """An example, and how like the text asked about it is, from 0 to 1."""

    example: Example
    likeness: float


class SimilarRows:
    """Keeps the index of the training rows and of those to label until other rows are there."""

    def __init__(self, examples: ExampleTable, child: Child) -> None:
        self._examples = examples
        self._child = child
        self._known: dict[tuple[ExampleFilter, ...], tuple[array[int], TextIndex]] = {}

    def training(
        self, example_id: str, text: str, count: int = 5, context: JobContext | None = None
    ) -> tuple[SimilarRow, ...]:
        """The training rows with a gold answer that are most like a text, without the example
        itself; the most similar first. The first call for many rows takes seconds."""
        found = self._nearest(TRAINING, text, count + SPARE, context)
        others = (each for each in found if each.example.id != example_id)
        return tuple(each for each in others if each.example.gold is not None)[:count]

    def to_label(
        self, text: str, count: int = 50, context: JobContext | None = None
    ) -> tuple[str, ...]:
        """The ids of the unlabelled rows most like a text, the most similar first; none of
        validation or test."""
        return tuple(each.example.id for each in self._nearest(TO_LABEL, text, count, context))

    def _nearest(
        self,
        filters: tuple[ExampleFilter, ...],
        text: str,
        count: int,
        context: JobContext | None,
    ) -> list[SimilarRow]:
        found = self._indexed(filters, context or JobContext())
        if found is None:
            return []
        rows, index = found
        likeness = index.likeness(text)
        places = [place for place in _first(best_first(likeness, count), count) if likeness[place]]
        examples = {each.row: each for each in self._examples.at([rows[each] for each in places])}
        return [
            SimilarRow(examples[rows[place]], min(float(likeness[place]), 1.0))
            for place in places
            if rows[place] in examples
        ]

    def _indexed(
        self, filters: tuple[ExampleFilter, ...], context: JobContext
    ) -> tuple[array[int], TextIndex] | None:
        rows = array("q")
        for wanted in filters:
            rows.extend(self._examples.rows(wanted, context))
        if len(rows) > MOST_INDEXED:
            rows = array("q", sorted(random.Random(0).sample(rows, MOST_INDEXED)))
        if not rows:
            return None
        known = self._known.get(filters)
        if known is None or known[0] != rows:
            texts = [text for _, text in self._examples.texts(rows)]
            known = (rows, self._child.run(build_index, texts, context=context))
            self._known[filters] = known
        return known


def _first(places: Iterator[int], count: int) -> list[int]:
    return [place for place, _ in zip(places, range(count), strict=False)]
