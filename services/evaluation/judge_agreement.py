"""How far a judge's words agree with human answers."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma
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
    return chance_of_more(trusted.right, trusted.rows, doubted.right, doubted.rows) < CERTAINTY


def chance_of_more(right: int, rows: int, other_right: int, other_rows: int) -> float:
    """The chance that as many of `rows` as `right`, or more, are right when both groups are
    alike: the one-sided p-value of Fisher's exact test (the hypergeometric tail)."""
    all_right = right + other_right
    whole = _log_choices(rows + other_rows, all_right)
    most = min(rows, all_right)
    return sum(
        exp(_log_choices(rows, here) + _log_choices(other_rows, all_right - here) - whole)
        for here in range(max(right, all_right - other_rows), most + 1)
    )


def _log_choices(things: int, chosen: int) -> float:
    return lgamma(things + 1) - lgamma(chosen + 1) - lgamma(things - chosen + 1)


def _sum(word: Likelihood, counts: Iterable[WordCount]) -> WordCount:
    found = tuple(counts)
    return WordCount(word, sum(each.rows for each in found), sum(each.right for each in found))
