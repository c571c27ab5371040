"""One figure: a value, what it is measured in, and the barest code that does the same."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """`baseline` and `ratio` are None where there is no code to compare with."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None


def figure(name: str, value: float, unit: str, baseline: float | None = None) -> Figure:
    """A figure, with its ratio to the baseline."""
    ratio = None if not baseline else round(value / baseline, 3)
    return Figure(
        name, round(value, 4), unit, None if baseline is None else round(baseline, 4), ratio
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def in_turn(
    rounds: int, ours: Callable[[int], None], bare: Callable[[int], None]
) -> tuple[list[float], list[float]]:
    """Milliseconds of both, taken in turn, so that a noisy machine disturbs both alike."""
    mine: list[float] = []
    other: list[float] = []
    for at in range(rounds):
        mine.append(milliseconds(lambda at=at: ours(at)))
        other.append(milliseconds(lambda at=at: bare(at)))
    return mine, other


def milliseconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)
