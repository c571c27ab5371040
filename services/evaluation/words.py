"""What a comparison says, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.evaluation.significance import LEVEL, smallest_gap

if TYPE_CHECKING:
    from services.evaluation.records import Difference, Interval


def difference_words(name: str, found: Difference) -> str:
    """Which is better, or why that cannot be seen; `name` is that of the run.

    The exact McNemar test decides; as in "tuned is better: +6.2 points [3.1 to 9.4]".
    """
    if found.accuracy is None:
        return "No row has a reply in both runs."
    if found.p >= LEVEL:
        return _unseen(found)
    which = "better" if found.accuracy > 0 else "worse"
    words = f"{name} is {which}: {points_text(found.accuracy)} points {_bounds(found.interval)}"
    return words + _sweep(found)


def _unseen(found: Difference) -> str:
    rows = f"{found.rows:,} {'row' if found.rows == 1 else 'rows'}"
    gap = f"{100 * smallest_gap(found.rows):.0f}"
    unit = "point" if gap == "1" else "points"
    return (
        f"no difference can be seen with {rows}; a gap under {gap} {unit} would not show"
        " (if the two differ on a fifth of the rows)"
    ) + _sweep(found)


def _sweep(found: Difference) -> str:
    return f"; adjusted for the {found.family} runs of the sweep" if found.family > 1 else ""


def points_text(share: float) -> str:
    """A difference of shares in points, with its sign."""
    rounded = round(100 * share, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "±0.0"


def _bounds(interval: Interval | None) -> str:
    if interval is None:
        return ""
    low, high = (f"{100 * each:.1f}".replace("-", "−") for each in (interval.low, interval.high))
    return f"[{low} to {high}]"
