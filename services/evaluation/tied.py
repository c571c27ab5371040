"""Which runs cannot be told from the best one, and which of them costs least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.evaluation.comparison import difference
from services.evaluation.significance import LEVEL, holm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.evaluation.records import Compared


@dataclass(frozen=True, slots=True)
class Tied:
    """`best` has the highest accuracy; `runs` are the ids of all that no difference to it can be
    seen of, itself first; `cheapest` of them took the least money, or the fewest tokens where a
    price is not known."""

    best: str
    runs: tuple[str, ...]
    cheapest: str
    by_price: bool


def tied(candidates: Sequence[tuple[Compared, bytes]]) -> Tied | None:
    """Runs over the same rows with their marks; None when fewer than two were measured.

    Each is compared with the best by the exact McNemar test, adjusted for their number (Holm).
    """
    measured = [each for each in candidates if each[0].measures.accuracy is not None]
    if len(measured) < 2:
        return None
    measured.sort(key=lambda each: (-(each[0].measures.accuracy or 0), _cost(each[0])))
    best, others = measured[0], measured[1:]
    values = holm([difference(marks, best[1]).p for _, marks in others])
    alike = [best[0], *(each for (each, _), p in zip(others, values, strict=True) if p >= LEVEL)]
    by_price = all(each.dollars is not None for each in alike)
    cheapest = min(alike, key=lambda each: _cost(each) if by_price else (_tokens(each), 0))
    return Tied(best[0].run.id, tuple(each.run.id for each in alike), cheapest.run.id, by_price)


def _cost(compared: Compared) -> tuple[float, float]:
    return (compared.dollars or 0.0, _tokens(compared))


def _tokens(compared: Compared) -> float:
    usage = compared.usage
    return usage.input_tokens + usage.output_tokens + usage.thought_tokens
