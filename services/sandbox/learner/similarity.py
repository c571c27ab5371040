"""How alike texts are: the cosine of their TF-IDF bags, without numpy, for a prompt's few shots."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from services.sandbox.learner.features import text_grams

if TYPE_CHECKING:
    from collections.abc import Sequence


def similarities(query: str, texts: Sequence[str]) -> list[float]:
    """The likeness (0 to 1) of `query` to each text."""
    grams = [text_grams(text) for text in texts]
    counts = Counter(gram for row in grams for gram in row)
    total = len(texts)

    def weighed(row: Counter[str]) -> dict[str, float]:
        bag = {
            gram: n * (1 + math.log((1 + total) / (1 + counts[gram]))) for gram, n in row.items()
        }
        norm = math.sqrt(sum(value * value for value in bag.values())) or 1.0
        return {gram: value / norm for gram, value in bag.items()}

    asked = weighed(text_grams(query))
    return [_dot(asked, weighed(row)) for row in grams]


def _dot(a: dict[str, float], b: dict[str, float]) -> float:
    return sum(value * b[gram] for gram, value in a.items() if gram in b)
