"""What a tuning job will cost, with the arithmetic in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.money import money
from services.domain.tokens import UNCERTAINTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.catalogue import Price
    from services.domain.tuning import Recipe, TuningJob

LEAST_SHARE, MOST_SHARE = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class TuningEstimate:
    """`tokens` counts all epochs; dollars are None where the price is not known.

    `low` and `high` are the band within which the dollars lie while tokens are estimated.
    `epochs` are those of all jobs together, `per_epoch` the tokens of one.
    """

    rows: int
    jobs: int
    epochs: int
    per_epoch: int
    tokens: int
    dollars: float | None
    low: float | None
    high: float | None
    arithmetic: str


def estimate_tuning(
    rows: int, tokens: int, recipes: Sequence[Recipe], price: Price, factor: float = 1.0
) -> TuningEstimate:
    """Training tokens of one epoch, times epochs, times the price of a million.

    `tokens` are those of one epoch; each recipe makes a job, and their epochs add up. `factor` is
    what earlier jobs were billed by what was estimated for them. Validation rows are not billed.
    Source: "tokens in the training dataset × epochs" of Google's pricing page.
    """
    per_epoch, epochs = round(tokens * factor), [recipe.epochs for recipe in recipes]
    total = per_epoch * sum(epochs)
    dollars = None if price.training is None else total / 1e6 * price.training
    low = None if dollars is None else dollars * (1 - UNCERTAINTY)
    high = None if dollars is None else dollars * (1 + UNCERTAINTY)
    words = _words(rows, per_epoch, epochs)
    if dollars is None or price.training is None or low is None or high is None:
        words += ". The price of this model is not known, so there are no dollars."
    else:
        words += (
            f" × {money(price.training)} per million = about {money(dollars)}"
            f" (between {money(low)} and {money(high)}, since tokens are estimated)."
        )
    jobs = len(recipes)
    return TuningEstimate(rows, jobs, sum(epochs), per_epoch, total, dollars, low, high, words)


def _words(rows: int, per_epoch: int, epochs: Sequence[int]) -> str:
    each = round(per_epoch / rows) if rows else 0
    rounded = f"{round(per_epoch, -2) if per_epoch >= 1_000 else per_epoch:,}"
    sum_of = f" ({' + '.join(map(str, epochs))})" if len(epochs) > 1 else ""
    return (
        f"{counted(rows, 'row')} × about {counted(each, 'token')} = about {rounded}"
        f" × {counted(sum(epochs), 'epoch')}{sum_of}"
        f" = about {short(per_epoch * sum(epochs))} tokens"
    )


def billed_by_estimated(jobs: Iterable[TuningJob]) -> float:
    """How many tokens were billed for each that was estimated, over earlier jobs; 1 without any.

    A share that no text explains is left aside: whether the service's count includes the epochs
    is not documented, and an estimate must not become a quarter of the bill.
    """
    billed = estimated = 0
    for job in jobs:
        guess = int(job.lineage.get("estimated_from_text", 0))
        statistics = job.remote.statistics if job.remote else None
        if guess and statistics and statistics.billable_tokens:
            billed += statistics.billable_tokens
            estimated += guess
    share = billed / estimated if estimated else 1.0
    return share if LEAST_SHARE <= share <= MOST_SHARE else 1.0


def counted(count: int, word: str) -> str:
    """“1 row”, “812 rows”."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def short(tokens: int) -> str:
    """“820”, “12,000”, “0.13 M”, “1.9 M”: so that a sum with it can be followed."""
    if tokens < 1_000:
        return f"{tokens}"
    if tokens < 100_000:
        return f"{round(tokens, -2):,}"
    if tokens < 995_000:
        return f"{tokens / 1e6:.2f}".rstrip("0") + " M"
    return f"{tokens / 1e6:,.1f} M"
