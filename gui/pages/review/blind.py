"""A blind review: gold answer and prediction without names, in an order that says nothing."""

from __future__ import annotations

import hashlib


def gold_first(example_id: str) -> bool:
    """Whether the gold answer stands first; the same each time for the same row."""
    return hashlib.sha256(example_id.encode()).digest()[0] % 2 == 0
