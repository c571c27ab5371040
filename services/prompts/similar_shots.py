"""Shots that depend on the row at hand, and shots that differ from each other."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING

from services.learning.text_index import best_first
from services.prompts.shots import SPARE, Leaving, dealt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.learning.text_index import TextIndex
    from services.prompts.shots import Shot

SAME = 1e-3
"""Texts that are less apart than that say the same; weights have seven digits."""
REMEMBERED = 64
"""Rows whose shots are known: on each key the same row is asked for again."""


class SimilarShots:
    """For each row those of `rows` that are most like it, the most similar last: next to the row.

    `rows` are what the places of `index` stand for. `labels` are their labels, where each label is
    to have its turn; else None. `shots_at` reads rows; one that may not be shown any more is not
    among them.
    """

    def __init__(
        self,
        by_hand: Sequence[Shot],
        count: int,
        index: TextIndex,
        rows: Sequence[int],
        labels: Sequence[str | None] | None,
        shots_at: Callable[[Sequence[int]], Mapping[int, Shot]],
        problems: tuple[str, ...] = (),
    ) -> None:
        self._by_hand = tuple(by_hand)
        self._count = count
        self._index = index
        self._rows = rows
        self._labels = labels
        self._shots_at = shots_at
        self._problems = problems
        self._leaving = Leaving()
        self._known: dict[tuple[str, str], tuple[Shot, ...]] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        return self._problems

    def for_row(self, example_id: str, text: str) -> tuple[Shot, ...]:
        """See Shots."""
        asked = (example_id, text)
        known = self._known.get(asked)
        if known is None:
            known = self._found(example_id, text)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[asked] = known
        return known

    def _found(self, example_id: str, text: str) -> tuple[Shot, ...]:
        by_hand = tuple(self._leaving.out(self._by_hand, example_id, text))
        taken = {shot.id for shot in self._by_hand}
        others = (shot for shot in self._read(text) if shot.id not in taken)
        nearest = list(islice(self._leaving.out(others, example_id, text), self._count))
        return (*by_hand, *reversed(nearest))

    def _read(self, text: str) -> Iterator[Shot]:
        """Shots in the order in which they are wanted, a few at a time."""
        many = self._count + SPARE
        places = self._in_turn(best_first(self._index.likeness(text), many))
        while block := [self._rows[place] for place in islice(places, many)]:
            shots = self._shots_at(block)
            yield from (shots[row] for row in block if row in shots)

    def _in_turn(self, ranked: Iterator[int]) -> Iterator[int]:
        if self._labels is None:
            return ranked
        groups: dict[str | None, list[int]] = {}
        for place in ranked:
            groups.setdefault(self._labels[place], []).append(place)
        return dealt(list(groups.values()))


def spread(index: TextIndex, text_at: Callable[[int], str], count: int, seed: int) -> list[int]:
    """Up to `count` places whose texts differ from each other.

    The first is drawn evenly, each next one with a chance that grows with the square of its
    distance from the nearest of those before (Arthur and Vassilvitskii, "k-means++: the advantages
    of careful seeding", 2007). A longer list begins like a shorter one.
    """
    import numpy as np

    draw = random.Random(seed)
    distances: NDArray[np.float64] = np.ones(index.size)
    found: list[int] = []
    while len(found) < min(count, index.size):
        chances = np.cumsum(distances**2)
        if chances[-1] <= 0:
            break
        drawn = draw.random() * float(chances[-1])
        place = int(np.searchsorted(chances, drawn, side="right"))
        found.append(place)
        apart = 1 - index.likeness(text_at(place))
        distances = np.minimum(distances, np.where(apart < SAME, 0, apart))
        distances[place] = 0
    return found
