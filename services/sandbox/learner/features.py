"""Texts as bags of words, word pairs and character n-grams, weighed by TF-IDF."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_LIMIT = 40_000


def words(text: str) -> list[str]:
    """The words of a text, composed (NFC) and case-folded."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def text_grams(text: str) -> Counter[str]:
    """Words, pairs of words, and the character 3- and 4-grams of each word."""
    found = words(text)
    grams = Counter(f"w:{word}" for word in found)
    grams.update(f"p:{a} {b}" for a, b in pairwise(found))
    for word in found:
        padded = f"<{word}>"
        for size in (3, 4):
            grams.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return grams


@dataclass(frozen=True, slots=True)
class Bags:
    """Rows of sparse features: row i is `indices[starts[i]:starts[i + 1]]` with its values."""

    indices: NDArray[np.int64]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: NDArray[np.int64]) -> Bags:
        """The bags of some rows."""
        import numpy as np

        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        picked = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return Bags(self.indices[picked], self.values[picked], starts)


class Vocabulary:
    """The features that training saw, with their weights; index 0 means "nothing known"."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self._index = {gram: at for at, gram in enumerate(weights, 1)}

    def __len__(self) -> int:
        return len(self.weights) + 1

    @classmethod
    def of(cls, rows: Sequence[Iterable[str]], rarest: int = 2) -> Vocabulary:
        """Weights (smoothed inverse document frequency) of the features in at least two rows."""
        import math

        counts = Counter(gram for row in rows for gram in set(row))
        rarest = rarest if len(rows) >= 50 else 1
        kept = sorted(
            (entry for entry in counts.items() if entry[1] >= rarest),
            key=lambda entry: (-entry[1], entry[0]),
        )[:_LIMIT]
        total = len(rows)
        return cls({gram: 1 + math.log((1 + total) / (1 + count)) for gram, count in kept})

    def bags(self, rows: Sequence[Counter[str]]) -> Bags:
        """The rows as bags of unit length."""
        import numpy as np

        indices: list[int] = []
        values: list[float] = []
        starts = [0]
        for row in rows:
            known = [
                (self._index[gram], n * self.weights[gram])
                for gram, n in row.items()
                if gram in self._index
            ]
            known = known or [(0, 1.0)]
            norm = sum(value * value for _, value in known) ** 0.5
            indices.extend(index for index, _ in known)
            values.extend(value / norm for _, value in known)
            starts.append(len(indices))
        return Bags(
            np.array(indices, np.int64), np.array(values, np.float32), np.array(starts, np.int64)
        )
