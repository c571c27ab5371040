"""Answers that are likely wrong: a model trained on the other rows is sure of another label."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from services.learning.text_learner import learn, probabilities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.jobs import JobContext

FOLDS = 4
FEWEST_OF_LABEL = FOLDS
"""A label with fewer rows cannot stand in each training part, so its rows are not judged."""
LEAST_GAIN = 0.1
"""By so much more of the rows must the learner be right than the commonest label would be, or half
way to all of them where that label has nearly all."""
_SEED = 7


class Suspect(NamedTuple):
    """A row by its place in the list, the label that it more likely has, and the margin
    p[given] − max(other), from −1 (surely wrong) to 1."""

    place: int
    likelier: str
    margin: float


def margins(judged: NDArray[np.float64], given: NDArray[np.int64]) -> NDArray[np.float64]:
    """p[given] − max(other) for each row; `judged` holds probabilities, rows × labels, and `given`
    the column of each row's answer.

    Lowest first is the order in which to look at the rows (Northcutt, Jiang and Chuang, "Confident
    Learning", 2021: the normalised margin).
    """
    import numpy as np

    rows = np.arange(len(given))
    own = judged[rows, given]
    others = judged.copy()
    others[rows, given] = -np.inf
    return own - others.max(axis=1, initial=-np.inf)


def suspected(judged: NDArray[np.float64], given: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows whose answer is likely wrong, the lowest margin first.

    A row is one when another label is the most probable, and at least as probable as that label
    is on average where it was given (the confident joint of the same paper).
    """
    import numpy as np

    labels = judged.shape[1]
    usual = np.array(
        [
            judged[given == label, label].mean() if (given == label).any() else np.inf
            for label in range(labels)
        ]
    )
    rows = np.arange(len(given))
    best = judged.argmax(axis=1)
    accused = (best != given) & (judged[rows, best] >= usual[best])
    order = np.argsort(margins(judged, given), kind="stable")
    return order[accused[order]]


def likely_errors(
    texts: Sequence[str], labels: Sequence[str], context: JobContext
) -> list[Suspect] | None:
    """Judge each row by the text learner trained on the other parts, and rank what it doubts.

    None when it is hardly right more often than the commonest label would be: its doubts say
    nothing then. Rows of labels that have fewer than FEWEST_OF_LABEL are left out. Reports one
    step per part; call it in the child process.
    """
    import numpy as np

    counted = Counter(labels)
    names = sorted(name for name, count in counted.items() if count >= FEWEST_OF_LABEL)
    judged_labels = set(names)
    places = [at for at, label in enumerate(labels) if label in judged_labels]
    if len(names) < 2:
        return None
    kept = [labels[at] for at in places]
    judged = _cross_validated([texts[at] for at in places], kept, context)
    given = np.searchsorted(names, kept)
    common = _commonest(given)
    if (judged.argmax(axis=1) == given).mean() < min(common + LEAST_GAIN, (1 + common) / 2):
        return None
    margin = margins(judged, given)
    return [
        Suspect(places[row], names[int(judged[row].argmax())], float(margin[row]))
        for row in suspected(judged, given).tolist()
    ]


def _commonest(given: NDArray[np.int64]) -> float:
    """The share of the commonest label."""
    import numpy as np

    return float(np.bincount(given).max() / len(given))


def _cross_validated(
    texts: list[str], labels: list[str], context: JobContext
) -> NDArray[np.float64]:
    """How probable each label, in order of their names, is for each row: rows × labels."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    found = np.zeros((len(texts), len(set(labels))))
    parts: Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]] = StratifiedKFold(
        FOLDS, shuffle=True, random_state=_SEED
    ).split(texts, labels)
    for step, (learnt, held) in enumerate(parts):
        context.report(step, FOLDS)
        known: list[int] = learnt.tolist()
        model = learn([texts[at] for at in known], [labels[at] for at in known], context)
        places: list[int] = held.tolist()
        found[held] = probabilities(model, [texts[at] for at in places])[1]
    return found
