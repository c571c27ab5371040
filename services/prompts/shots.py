"""Which training examples a prompt shows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RANK_MODULUS = 2_147_483_647
SPARE = 2
"""Drawn beyond the wanted number: stand in for the row at hand and for a text equal to its."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A training example with its gold answer, as the model is to say it."""

    id: str
    text: str
    answer: str
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class ShotPool:
    """The shots of a prompt: `by_hand`, then up to `count` of `drawn`, which holds some to spare.

    `problems` says in words what was wished for and is not there.
    """

    by_hand: tuple[Shot, ...] = ()
    drawn: tuple[Shot, ...] = ()
    count: int = 0
    problems: tuple[str, ...] = ()

    def for_row(self, example_id: str, text: str) -> tuple[Shot, ...]:
        """The shots for a row: never the row itself, nor one whose text is the same when folded."""
        if not self.by_hand and not self.drawn:
            return ()
        folded = fold(text.strip())
        chosen = [shot for shot in self.by_hand if shot.id != example_id and _differs(shot, folded)]
        drawn = [shot for shot in self.drawn if shot.id != example_id and _differs(shot, folded)]
        return (*chosen, *drawn[: self.count])


def rank_factors(seed: int) -> tuple[int, int]:
    """The factors a, b by which rows are ranked: (row × a + b) mod RANK_MODULUS.

    The lowest ranks are the draw. A rank depends on its row and the seed alone, so one more
    answered row seldom changes which shots are drawn. (Carter and Wegman, Universal classes of
    hash functions, 1979.)
    """
    generator = random.Random(seed)
    return generator.randrange(1, RANK_MODULUS), generator.randrange(RANK_MODULUS)


def dealt(groups: Sequence[Sequence[int]], count: int) -> list[int]:
    """Up to `count` of all, one from each group in turn, so that each label has its share."""
    longest = max((len(group) for group in groups), default=0)
    rounds = (group[at] for at in range(longest) for group in groups if at < len(group))
    return [row for row, _ in zip(rounds, range(count), strict=False)]


def _differs(shot: Shot, folded: str) -> bool:
    return fold(shot.text.strip()) != folded
