"""Which training examples a prompt shows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from services.learning.near_duplicates import grams_of, nearly_same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

RANK_MODULUS = 2_147_483_647
SPARE = 10
"""Drawn beyond the wanted number: stand in for the row at hand and for what is nearly the same."""


REMEMBERED = 600
"""Texts whose runs of characters are known; those of one take some 20 kB."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A training example with its gold answer, as the model is to say it."""

    id: str
    text: str
    answer: str
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])


class Shots(Protocol):
    """Gives the shots of each row. `problems` says in words what was wished for and is not so."""

    @property
    def problems(self) -> tuple[str, ...]: ...

    def for_row(self, example_id: str, text: str) -> tuple[Shot, ...]:
        """The shots for a row: never the row itself, nor one whose text is nearly the same."""
        ...


class Leaving:
    """Leaves out what is the row at hand, or nearly the same; knows the texts that it saw last."""

    def __init__(self) -> None:
        self._grams = lru_cache(REMEMBERED)(grams_of)

    def out(self, shots: Iterable[Shot], example_id: str, text: str) -> Iterator[Shot]:
        """The shots that a row may be shown, in their order."""
        ours = self._grams(text)
        for shot in shots:
            if shot.id != example_id and not nearly_same(ours, self._grams(shot.text)):
                yield shot


class ShotPool:
    """The same shots for all rows: `by_hand`, then up to `count` of `drawn`, which holds some to
    spare."""

    def __init__(
        self,
        by_hand: Sequence[Shot] = (),
        drawn: Sequence[Shot] = (),
        count: int = 0,
        problems: tuple[str, ...] = (),
    ) -> None:
        self.by_hand = tuple(by_hand)
        self.drawn = tuple(drawn)
        self.count = count
        self._problems = problems
        self._leaving = Leaving()

    @property
    def problems(self) -> tuple[str, ...]:
        return self._problems

    def for_row(self, example_id: str, text: str) -> tuple[Shot, ...]:
        """See Shots."""
        if not self.by_hand and not self.drawn:
            return ()
        by_hand = self._leaving.out(self.by_hand, example_id, text)
        drawn = self._leaving.out(self.drawn, example_id, text)
        return (*by_hand, *(shot for shot, _ in zip(drawn, range(self.count), strict=False)))


def rank_factors(seed: int) -> tuple[int, int]:
    """The factors a, b by which rows are ranked: (row × a + b) mod RANK_MODULUS.

    The lowest ranks are the draw. A rank depends on its row and the seed alone, so one more
    answered row seldom changes which shots are drawn. (Carter and Wegman, Universal classes of
    hash functions, 1979.)
    """
    generator = random.Random(seed)
    return generator.randrange(1, RANK_MODULUS), generator.randrange(RANK_MODULUS)


def dealt(groups: Sequence[Sequence[int]]) -> Iterator[int]:
    """One from each group in turn, so that each label has its share."""
    longest = max((len(group) for group in groups), default=0)
    return (group[at] for at in range(longest) for group in groups if at < len(group))
