"""The figures of an advice in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.evaluation.significance import rows_to_see, smallest_gap

if TYPE_CHECKING:
    from services.adviser.facts import Facts

GAP = 0.05
"""The difference of accuracy that a test set should be able to show."""


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def points(share: float) -> str:
    """A share in points."""
    return f"{100 * share:.0f}"


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.0f} %"


def listed(names: tuple[str, ...], most: int = 3) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def more_rows(number: int) -> str:
    """How many training rows are still to be labelled."""
    return counted(number, "more training row", "more training rows")


def reason_to_keep(facts: Facts) -> str:
    """Why a prompt is kept that a tuned model is not seen to beat."""
    reason = (
        "It cannot be seen to be worse than the tuned model, needs no endpoint, and goes along when"
        " a newer model comes."
    )
    calls = facts.calls_to_break_even
    return f"{reason} The tuned one pays for itself after {calls:,} calls." if calls else reason


def gap_words(facts: Facts) -> str:
    """What the test rows cannot show, and how many could."""
    rows = counted(facts.test, "test row with a gold answer", "test rows with a gold answer")
    return (
        f"With {rows}, two models less than {points(smallest_gap(facts.test))} points apart look"
        f" alike; {rows_to_see(GAP):,} rows would show a gap of {points(GAP)} points."
    )
