"""Where the ticks of an axis stand, and what is written at them."""

from __future__ import annotations

import math


def ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Round numbers, 1, 2 or 5 times a power of ten apart, that enclose `low` and `high`."""
    if not high > low:
        low, high = low - 0.5, low + 0.5
    rough = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(number * step, 12) for number in range(first, last + 1))


def tick_text(value: float, step: float) -> str:
    """A number with as many decimals as its step needs."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    return f"{value:,.{decimals}f}"
