"""Which of some ten thousand texts are most like a given one, found between two keys.

Texts are compared by TF-IDF over runs of two to four characters inside words (any script, no word
lists) and the cosine between them (Salton and Buckley, "Term-weighting approaches in automatic
text retrieval", 1988). The index is built in the child process; a look-up needs numpy alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, cast

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from services.jobs import JobContext

SIZES = (2, 3, 4)
LONGEST_TEXT = 2_000
MOST_FEATURES = 30_000
MOST_LOOKED_AT = 150_000
"""Weights that a look-up adds up. Of a long text, or where all texts share their words, these are
those of the features that tell most."""


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Weights of n texts by feature: those of feature f stand from `starts[f]` to `starts[f + 1]`
    in `places` (of the text, from 0) and `weights`. `rarity` weighs a feature in a look-up."""

    size: int
    features: dict[str, int]
    rarity: list[float]
    starts: list[int]
    places: NDArray[np.int32]
    weights: NDArray[np.float32]

    def likeness(self, text: str) -> NDArray[np.float64]:
        """How like the text each of the texts is: n numbers, from 0 to 1 for the same words.

        The cosine, over the features that are looked at, by what it is between equals.
        """
        import numpy as np

        asked, whole = self._strongest(text)
        if not asked:
            return np.zeros(self.size)
        places = np.concatenate([self.places[start:end] for start, end, _ in asked])
        weights = np.concatenate([self.weights[start:end] * weight for start, end, weight in asked])
        scores: NDArray[np.float64] = np.bincount(places, weights, self.size).astype(np.float64)
        return scores * (sqrt(whole) / sum(weight * weight for _, _, weight in asked))

    def _strongest(self, text: str) -> tuple[list[tuple[int, int, float]], float]:
        """Start, end and weight of the features of a text that tell most, and the sum of the
        squared weights of all."""
        counts = Counter(self.features[gram] for gram in grams(text) if gram in self.features)
        weight = {each: self.rarity[each] * (1 + log(many)) for each, many in counts.items()}
        found: list[tuple[int, int, float]] = []
        looked_at = 0
        for feature in sorted(weight, key=weight.__getitem__, reverse=True):
            start, end = self.starts[feature], self.starts[feature + 1]
            looked_at += end - start
            if found and looked_at > MOST_LOOKED_AT:
                break
            found.append((start, end, weight[feature]))
        return found, sum(each * each for each in weight.values())


def best_first(likeness: NDArray[np.float64], first: int) -> Iterator[int]:
    """The places of all texts, the most similar first; about `first` of them come at once."""
    import numpy as np

    top = np.empty(0, np.int64)
    if 0 < first < len(likeness):
        top = np.argpartition(-likeness, first)[:first]
        top = top[np.argsort(-likeness[top], kind="stable")]
        yield from top.tolist()
    everything = np.argsort(-likeness, kind="stable")
    yield from everything[~np.isin(everything, top)].tolist()


def grams(text: str) -> list[str]:
    """The runs of characters of each word, with the space around it."""
    padded = [f" {word} " for word in fold(text[:LONGEST_TEXT]).split()]
    return [
        word[at : at + size]
        for word in padded
        for size in SIZES
        for at in range(max(1, len(word) - size + 1))
    ]


def build_index(texts: Sequence[str], context: JobContext) -> TextIndex:
    """The index of at least one text; call it in the child process.

    Ten thousand texts of 200 characters take a few seconds and 30 MB.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    context.check()
    # The stubs of scikit-learn know neither functions that analyse nor single precision.
    vectorizer = cast("Any", TfidfVectorizer)(
        analyzer=grams, max_features=MOST_FEATURES, sublinear_tf=True, dtype=np.float32
    )
    try:
        found = vectorizer.fit_transform(texts).tocsc()
    except ValueError:  # no text has a word
        return TextIndex(len(texts), {}, [], [0], np.zeros(0, np.int32), np.zeros(0, np.float32))
    return TextIndex(
        len(texts),
        {gram: int(place) for gram, place in vectorizer.vocabulary_.items()},
        vectorizer.idf_.tolist(),
        found.indptr.tolist(),
        found.indices.astype(np.int32),
        found.data,
    )
