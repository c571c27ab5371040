"""How far a judge's words agree with human answers."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import TYPE_CHECKING

from services.domain.confidence import Likelihood

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.evaluation.records import ScoredRow

TRUSTED = frozenset((Likelihood.LIKELY, Likelihood.VERY_LIKELY))
CERTAINTY = 0.05
"""The chance below which a difference is taken to be real."""


@dataclass(frozen=True, slots=True)
class WordCount:
    """The rows with a gold answer that a judge gave a word: how many, and how many are right."""

    word: Likelihood
    rows: int
    right: int


@dataclass(frozen=True, slots=True)
class JudgeAgreement:
    """What became of each word of a judge, from the least to the most likely.

    `tells_apart`: right answers are given words of more likelihood than wrong ones, by the rank
    test of Mann and Whitney (one-sided, 5 %); None when there is nothing to tell apart: one word
    for all answers, or all of them right, or wrong.
    """

    words: tuple[WordCount, ...]
    tells_apart: bool | None

    @property
    def trusted(self) -> WordCount:
        """The rows called likely or very likely."""
        return _sum(Likelihood.LIKELY, (each for each in self.words if each.word in TRUSTED))

    @property
    def doubted(self) -> WordCount:
        """The rows called about even or less."""
        return _sum(
            Likelihood.ABOUT_EVEN, (each for each in self.words if each.word not in TRUSTED)
        )

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.words)


def agreement(
    pairs: Iterable[tuple[Iterable[ScoredRow], Mapping[str, Likelihood | None]]],
) -> JudgeAgreement | None:
    """The agreement over the scored rows of one or more runs with the words by example id; None
    when no row has a word."""
    rows, right = dict.fromkeys(Likelihood, 0), dict.fromkeys(Likelihood, 0)
    for scored, said in pairs:
        for row in scored:
            word = said.get(row.example_id)
            if row.counted and word is not None:
                rows[word] += 1
                right[word] += row.right
    if not any(rows.values()):
        return None
    words = tuple(WordCount(word, rows[word], right[word]) for word in Likelihood)
    return JudgeAgreement(words, _tells_apart(words))


def _tells_apart(words: Sequence[WordCount]) -> bool | None:
    chance = chance_of_ranks(
        [each.right for each in words], [each.rows - each.right for each in words]
    )
    return None if chance is None else chance < CERTAINTY


def chance_of_ranks(right: Sequence[int], wrong: Sequence[int]) -> float | None:
    """The chance that right answers rank so high above wrong ones when words say nothing.

    Both count answers by place on the scale. The one-sided p-value of Mann and Whitney (1947) by
    the normal distribution, with corrections for ties and continuity; None where all rank alike
    or one of the groups is empty.
    """
    rights, wrongs = sum(right), sum(wrong)
    total = rights + wrongs
    if not rights or not wrongs:
        return None
    together = [a + b for a, b in zip(right, wrong, strict=True)]
    ties = sum(each**3 - each for each in together) / (total * (total - 1))
    spread = sqrt(rights * wrongs / 12 * (total + 1 - ties))
    if not spread:
        return None
    above = sum(here * (sum(wrong[:place]) + wrong[place] / 2) for place, here in enumerate(right))
    return erfc((above - rights * wrongs / 2 - 0.5) / spread / sqrt(2)) / 2


def _sum(word: Likelihood, counts: Iterable[WordCount]) -> WordCount:
    found = tuple(counts)
    return WordCount(word, sum(each.rows for each in found), sum(each.right for each in found))
