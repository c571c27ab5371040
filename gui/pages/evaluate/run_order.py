"""How the runs of the table are put in order, and which of them are shown."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gui.pages.evaluate.run_columns import model_text, prompt_text, state_text
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.pages.evaluate.loading import RunRow


class Order(StrEnum):
    """What the runs are sorted by; the best, cheapest or newest first."""

    NEWEST = "newest"
    ACCURACY = "accuracy"
    F1 = "f1"
    COST = "cost"
    LATENCY = "latency"
    TOKENS = "tokens"
    NAME = "name"


_KEYS: dict[Order, Callable[[RunRow], tuple[float, float]]] = {
    Order.NEWEST: lambda row: (0, -row.compared.run.created),
    Order.ACCURACY: lambda row: _falling(row.compared.measures.accuracy),
    Order.F1: lambda row: _falling(row.compared.measures.f1),
    Order.COST: lambda row: _rising(row.compared.dollars),
    Order.LATENCY: lambda row: _rising(row.compared.milliseconds),
    Order.TOKENS: lambda row: (0, tokens(row)),
}


def in_order(rows: Sequence[RunRow], order: Order, words: str) -> list[RunRow]:
    """The runs whose model, prompt or state hold all `words`, sorted; what has no value is last."""
    wanted = fold(words).split()
    shown = [row for row in rows if all(word in _searched(row) for word in wanted)]
    if order is Order.NAME:
        return sorted(shown, key=lambda row: (fold(model_text(row)), fold(prompt_text(row))))
    return sorted(shown, key=_KEYS[order])


def tokens(row: RunRow) -> int:
    """All tokens of a run."""
    usage = row.compared.usage
    return usage.input_tokens + usage.output_tokens + usage.thought_tokens


def _searched(row: RunRow) -> str:
    return fold(f"{model_text(row)} {prompt_text(row)} {state_text(row.compared.run.state)}")


def _falling(value: float | None) -> tuple[float, float]:
    return (1, 0) if value is None else (0, -value)


def _rising(value: float | None) -> tuple[float, float]:
    return (1, 0) if value is None else (0, value)
