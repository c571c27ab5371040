"""Tokens and dollars, estimated before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.money import money
from services.prediction.token_counts import texts_of
from services.prediction.token_rates import USUAL, TokenRates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.catalogue import Price
    from services.domain.prediction import Usage
    from services.ports import ModelRequest

MILLION = 1_000_000
REASONING_TOKENS = 150
"""A usual length of a chain of thought; only for estimates."""
BATCH_FACTOR = 0.5
"""Batch prediction costs half, as documented by Google."""


def estimate_tokens(text: str) -> int:
    """Tokens of a text, estimated while nothing was counted."""
    return round(USUAL.tokens((text,)))


def request_tokens(request: ModelRequest, rates: TokenRates = USUAL) -> int:
    """Input tokens of a request, estimated."""
    return round(rates.tokens(texts_of(request)))


def dollars(usage: Usage, price: Price, *, tuned: bool) -> float | None:
    """What a call cost in US dollars; None where the price is not known. Thoughts are output."""
    per_million = price.call(tuned=tuned)
    if per_million is None:
        return None
    output = usage.output_tokens + usage.thought_tokens
    return (usage.input_tokens * per_million[0] + output * per_million[1]) / MILLION


@dataclass(frozen=True, slots=True)
class RunEstimate:
    """What a run will take, before it starts.

    `calls` are those to be sent; `reused` more are taken as they were answered before. `dollars`
    is None where the price is not known, `seconds` where nothing is known of the time;
    `arithmetic` is the sum in words.
    """

    calls: int
    input_tokens: int
    output_tokens: int
    dollars: float | None
    arithmetic: str
    reused: int = 0
    seconds: float | None = None


def estimate_run(
    calls: int,
    input_each: Iterable[int],
    output_each: float,
    price: Price,
    *,
    tuned: bool,
    factor: float = 1.0,
) -> RunEstimate:
    """`input_each` samples the input tokens of single calls, `output_each` is their mean output.

    `factor` is what is paid of the price, as in a batch.
    """
    if not calls:
        return RunEstimate(0, 0, 0, 0.0, "Nothing is sent, so nothing is paid.")
    sampled = list(input_each)
    mean = sum(sampled) / len(sampled) if sampled else 0.0
    tokens_in, tokens_out = round(mean * calls), round(output_each * calls)
    counted = (
        f"{calls:,} {'call' if calls == 1 else 'calls'} × about {mean:,.0f} tokens in and "
        f"{output_each:,.0f} out = {tokens_in:,} in and {tokens_out:,} out"
    )
    per_million = price.call(tuned=tuned)
    if per_million is None:
        return RunEstimate(calls, tokens_in, tokens_out, None, f"{counted}; price not known")
    rate_in, rate_out = (factor * rate for rate in per_million)
    spent = (tokens_in * rate_in + tokens_out * rate_out) / MILLION
    rates = f"at ${rate_in:g} and ${rate_out:g} per million"
    sums = f"{counted}; {rates} ≈ {money(spent)}"
    return RunEstimate(calls, tokens_in, tokens_out, spent, sums)
