"""Measures as they are written: the same in the window and in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.evaluation.records import Interval

NONE = "–"


def percent(share: float | None) -> str:
    """A share of 1 as percent with one decimal, or a dash."""
    return NONE if share is None else f"{100 * share:.1f} %"


def interval_text(interval: Interval | None) -> str:
    """The bounds of an interval in percent, as in "82.3–91.4"."""
    return NONE if interval is None else f"{100 * interval.low:.1f}–{100 * interval.high:.1f}"


def points(difference: float | None) -> str:
    """A difference of shares in percentage points, with its sign."""
    if difference is None:
        return NONE
    rounded = round(100 * difference, 1)
    return "±0.0" if not rounded else f"{rounded:+.1f}".replace("-", "−")


def decimals(value: float | None) -> str:
    """A measure up to 1 with three decimals, or a dash."""
    return NONE if value is None else f"{value:.3f}"


def short_count(number: int) -> str:
    """A count that may be large, as in 950, 12.4k or 3.1M."""
    if number < 10_000:
        return f"{number:,}"
    if number < 1_000_000:
        return f"{number / 1000:.1f}k"
    return f"{number / 1_000_000:.1f}M"
