"""A small classifier of texts: what the child process learns and says.

TF-IDF over character n-grams (any script, no word lists), then logistic regression by stochastic
gradient descent, one label against the rest. It learns from a thousand rows in well under a
second, and needs no network.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.jobs import JobContext

LONGEST_TEXT = 2_000
MOST_FEATURES = 30_000
BLOCK = 1_000


class _Model(Protocol):
    """What `learn` makes."""

    classes_: NDArray[np.str_]

    def predict_proba(self, texts: list[str], /) -> NDArray[np.float64]: ...


def learn(texts: Sequence[str], labels: Sequence[str], _context: JobContext) -> bytes:
    """A model of which text has which label; at least two labels must be among them."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import Pipeline

    features = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), max_features=MOST_FEATURES, sublinear_tf=True
    )
    classifier = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=20, tol=1e-3, random_state=0)
    model = Pipeline([("features", features), ("classifier", classifier)])
    model.fit([_cut(text) for text in texts], list(labels))
    return pickle.dumps(model, protocol=pickle.HIGHEST_PROTOCOL)


def judge(
    model: bytes, texts: Sequence[str], context: JobContext
) -> list[tuple[str, float, float]]:
    """For each text the likeliest label, its probability and its lead over the next one.

    The probabilities (0 to 1) are those of the labels one against the rest, brought to a sum of 1.
    """
    loaded: _Model = pickle.loads(model)  # noqa: S301 - `learn` made it
    said: list[tuple[str, float, float]] = []
    for start in range(0, len(texts), BLOCK):
        context.report(start, len(texts))
        said += _said(loaded, [_cut(text) for text in texts[start : start + BLOCK]])
    return said


def probabilities(model: bytes, texts: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """The labels, and for each text how probable each of them is: texts × labels."""
    loaded: _Model = pickle.loads(model)  # noqa: S301 - `learn` made it
    return loaded.classes_.tolist(), loaded.predict_proba([_cut(text) for text in texts])


def _said(model: _Model, texts: list[str]) -> list[tuple[str, float, float]]:
    import numpy as np

    shares = model.predict_proba(texts)
    names: list[str] = model.classes_[shares.argmax(axis=1)].tolist()
    highest = np.sort(shares, axis=1)
    first, second = highest[:, -1], highest[:, -2]
    return list(zip(names, first.tolist(), (first - second).tolist(), strict=True))


def _cut(text: str) -> str:
    return text[:LONGEST_TEXT]
