"""Choosing among weighed answers: the heaviest at temperature 0, else by seeded chance."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.sandbox.learner.ask import Ask

_COLD = 0.05


def choose(weights: Sequence[float], ask: Ask) -> int:
    """The index of the chosen weight; the same request is always answered the same."""
    heaviest = max(range(len(weights)), key=weights.__getitem__)
    if ask.temperature < _COLD:
        return heaviest
    total = max(weights) or 1.0
    scaled = [(weight / total) ** (1 / ask.temperature) for weight in weights]
    return random.Random(request_key(ask)).choices(range(len(weights)), scaled)[0]


def request_key(ask: Ask) -> int:
    """A number that stands for the whole request."""
    texts = [ask.system, *(turn.text for turn in ask.turns), str(ask.seed)]
    return int.from_bytes(hashlib.sha256("\0".join(texts).encode()).digest()[:8], "big")
