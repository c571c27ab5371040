"""How far a judge's words agree with human answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.confidence import Likelihood

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.domain.confidence import Judgement
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

    `tells_apart`: answers that it calls likely or very likely are right more often than the
    others, by Fisher's exact test (one-sided, 5 %); None when it used words of one side only.
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
    pairs: Iterable[tuple[Iterable[ScoredRow], Mapping[str, Judgement]]],
) -> JudgeAgreement | None:
    """The agreement over the scored rows of one or more runs; None when no row was judged."""
    rows, right = dict.fromkeys(Likelihood, 0), dict.fromkeys(Likelihood, 0)
    for scored, judgements in pairs:
        for row in scored:
            judgement = judgements.get(row.example_id)
            if row.counted and judgement is not None and judgement.word is not None:
                rows[judgement.word] += 1
                right[judgement.word] += row.right
    if not any(rows.values()):
        return None
    words = tuple(WordCount(word, rows[word], right[word]) for word in Likelihood)
    found = JudgeAgreement(words, None)
    return JudgeAgreement(words, _tells_apart(found.trusted, found.doubted))


def _tells_apart(trusted: WordCount, doubted: WordCount) -> bool | None:
    if not trusted.rows or not doubted.rows:
        return None
    from scipy.stats import fisher_exact

    table = [[each.right, each.rows - each.right] for each in (trusted, doubted)]
    return bool(fisher_exact(table, alternative="greater")[1] < CERTAINTY)


def _sum(word: Likelihood, counts: Iterable[WordCount]) -> WordCount:
    found = tuple(counts)
    return WordCount(word, sum(each.rows for each in found), sum(each.right for each in found))
