"""Finding a label among many by a few of its letters."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.task import Label

ENOUGH = 10
SHORTEST_FUZZY = 3
LEAST_LIKE = 75
"""Of 100, by rapidfuzz's partial ratio: one wrong letter of five is 80."""


class LabelFinder:
    """Finds labels whose names begin with, hold, or are like what was typed."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = tuple(labels)

    def find(self, typed: str) -> list[Label]:
        """The best first; all, in their order, when nothing was typed.

        Names that are only like it are added when few hold it.
        """
        pattern = _letters(typed)
        if not pattern:
            return list(self._labels)
        places = [(_rank(pattern, name), at) for at, name in enumerate(self._names)]
        found = [at for rank, at in sorted(places) if rank < len(_RANKS)]
        if len(found) < ENOUGH and len(pattern) >= SHORTEST_FUZZY:
            found += [at for at in self._like(pattern) if at not in found]
        return [self._labels[at] for at in found]

    @cached_property
    def _names(self) -> list[str]:
        """Made when something is typed: a column of a hundred thousand labels takes a moment."""
        return [_letters(label.name) for label in self._labels]

    def _like(self, pattern: str) -> list[int]:
        """Those in which each word that was typed stands, or one that is like it."""
        from rapidfuzz import fuzz, process

        words = pattern.split()
        likely = process.extract(
            pattern, self._names, scorer=fuzz.partial_ratio, score_cutoff=LEAST_LIKE - 10, limit=50
        )
        scored = [
            ([fuzz.partial_ratio(word, name) for word in words], at) for name, _, at in likely
        ]
        found = [(-sum(scores), at) for scores, at in scored if min(scores) >= LEAST_LIKE]
        return [at for _, at in sorted(found)[:ENOUGH]]


_RANKS = ("begins", "a word begins", "holds", "holds all words")


def _rank(pattern: str, name: str) -> int:
    """How well a name holds a pattern, 0 the best."""
    if name.startswith(pattern):
        return 0
    if f" {pattern}" in name:
        return 1
    if pattern in name:
        return 2
    return 3 if all(word in name for word in pattern.split()) else len(_RANKS)


def _letters(text: str) -> str:
    """Folded, signs as spaces; Korean syllables as letters, so that half of one finds it too."""
    apart = unicodedata.normalize("NFD", fold(text))
    return " ".join("".join(c if c.isalnum() or c > "\x7f" else " " for c in apart).split())
