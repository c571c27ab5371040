"""Measures as they stand on screen, and counts in words."""

from __future__ import annotations

from services.evaluation.numbers import (
    NONE,
    decimals,
    interval_text,
    percent,
    points,
    short_count,
)

__all__ = ["NONE", "counted", "decimals", "interval_text", "percent", "points", "short_count"]


def counted(number: int, one: str, many: str) -> str:
    """`one` or `many`, in which "{number}" stands for the number."""
    return (one if number == 1 else many).format(number=f"{number:,}")
