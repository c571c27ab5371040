"""A small softmax network over bags of features, with a narrow middle: the adapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from services.sandbox.learner.features import Bags

    Floats = NDArray[np.float32]

_RATE = 0.05
_TINY = 1e-8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one batch gave: mean loss (nats), the share of right answers, how many rows."""

    loss: float
    accuracy: float
    rows: int


def width(adapter_size: int, classes: int) -> int:
    """How wide the middle is: a little more than the adapter, never wider than of use."""
    return min(4 + 2 * adapter_size, max(4, 2 * classes))


class Network:
    """logits = (bag · inner) · outer + bias; Adagrad on the rows that a batch touches."""

    def __init__(self, features: int, classes: int, middle: int, seed: int = 0) -> None:
        import numpy as np

        rng = np.random.default_rng(seed)
        self.inner: Floats = rng.normal(0, 0.5, (features, middle)).astype(np.float32)
        self.outer: Floats = rng.normal(0, 0.1, (middle, classes)).astype(np.float32)
        self.bias: Floats = np.zeros(classes, np.float32)
        self._seen = [np.full_like(part, _TINY) for part in self.parts()]

    def parts(self) -> tuple[Floats, Floats, Floats]:
        """The three arrays that are learned."""
        return self.inner, self.outer, self.bias

    def load(self, inner: Floats, outer: Floats, bias: Floats) -> None:
        """Go on from learned arrays."""
        import numpy as np

        self.inner, self.outer, self.bias = inner.copy(), outer.copy(), bias.copy()
        self._seen = [np.full_like(part, _TINY) for part in self.parts()]

    def logits(self, bags: Bags) -> Floats:
        """Scores, rows by classes."""
        return self._middle(bags) @ self.outer + self.bias

    def probabilities(self, bags: Bags) -> Floats:
        """Softmax of the scores."""
        return _softmax(self.logits(bags))

    def outcome(self, bags: Bags, targets: NDArray[np.int64]) -> Outcome:
        """Loss and accuracy without learning; rows of an unknown class (-1) count as wrong."""
        return _outcome(self.probabilities(bags), targets)

    def learn(self, bags: Bags, targets: NDArray[np.int64], rate: float) -> Outcome:
        """One step of gradient descent on a batch; `rate` multiplies the built-in one."""
        import numpy as np

        middle = self._middle(bags)
        probabilities = _softmax(middle @ self.outer + self.bias)
        outcome = _outcome(probabilities, targets)
        error = probabilities
        error[np.arange(len(targets)), targets] -= 1
        error /= len(targets)
        back = error @ self.outer.T
        step = _RATE * rate
        _adagrad(self.outer, self._seen[1], middle.T @ error, step)
        _adagrad(self.bias, self._seen[2], error.sum(0), step)
        self._learn_inner(bags, back, step)
        return outcome

    def _middle(self, bags: Bags) -> Floats:
        import numpy as np

        return np.add.reduceat(self.inner[bags.indices] * bags.values[:, None], bags.starts[:-1])

    def _learn_inner(self, bags: Bags, back: Floats, step: float) -> None:
        import numpy as np

        lengths = np.diff(bags.starts)
        given = np.repeat(back, lengths, axis=0) * bags.values[:, None]
        order = np.argsort(bags.indices, kind="stable")
        touched, first = np.unique(bags.indices[order], return_index=True)
        gradient = np.add.reduceat(given[order], first)
        seen = self._seen[0][touched] + gradient * gradient
        self._seen[0][touched] = seen
        self.inner[touched] -= step * gradient / np.sqrt(seen)


def _adagrad(part: Floats, seen: Floats, gradient: Floats, step: float) -> None:
    import numpy as np

    seen += gradient * gradient
    part -= step * gradient / np.sqrt(seen)


def _softmax(logits: Floats) -> Floats:
    import numpy as np

    raised = np.exp(logits - logits.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def _outcome(probabilities: Floats, targets: NDArray[np.int64]) -> Outcome:
    import numpy as np

    known = targets >= 0
    chosen = probabilities[np.arange(len(targets)), np.maximum(targets, 0)]
    losses = -np.log(np.where(known, chosen, _TINY) + _TINY)
    right = (probabilities.argmax(1) == targets) & known
    return Outcome(float(losses.mean()), float(right.mean()), len(targets))
