"""Learns from what was counted how many tokens the texts of a project come to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.prediction.token_rates import (
    USUAL,
    TokenRates,
    characters_of,
    learned,
    products,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.domain.prediction import Model
    from services.ports import ModelRequest
    from services.storage.token_sums import TokenSumTable

TRUST = 50.0
"""Characters after which counts weigh more than the usual rates."""
REMEMBERED = 100_000.0
"""Characters after which counts weigh much less: texts change, and so do models."""
_GENERATION = re.compile(r"^[a-z]+-\d+")


class TokenCounts:
    """Rates by family: the generation of a model, on one connection."""

    def __init__(self, table: TokenSumTable) -> None:
        self._table = table

    def rates(self, model: Model) -> TokenRates:
        """The rates for a model, as far as they are known; quick enough for each key."""
        sums = self._table.sums(_family(model))
        return learned(sums, TRUST) if sums else USUAL

    def learn(self, model: Model, requests: Iterable[ModelRequest], tokens: int) -> None:
        """The input tokens that the service counted for requests of a model, together."""
        found = characters_of(text for request in requests for text in texts_of(request))
        if not found or not tokens:
            return
        forgotten = sum(found.values()) / REMEMBERED
        self._table.add(_family(model), products(found, tokens), forgotten)


def texts_of(request: ModelRequest) -> tuple[str, ...]:
    """What of a request is text: the system instruction and the turns."""
    return (request.system, *(turn.text for turn in request.turns))


def _family(model: Model) -> str:
    generation = _GENERATION.match(model.base)
    return f"{model.connection} {generation[0] if generation else model.base}"
