"""A head: features, a network and its classes, trained batch by batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.sandbox.learner.features import Vocabulary
from services.sandbox.learner.network import Network, Outcome, width

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.sandbox.learner.features import Bags

Json = dict[str, Any]


class Head:
    """Chooses one class for a bag of features."""

    def __init__(self, vocabulary: Vocabulary, classes: Sequence[str], network: Network) -> None:
        self._vocabulary = vocabulary
        self._network = network
        self.classes = tuple(classes)
        self._index = {name: at for at, name in enumerate(self.classes)}

    @classmethod
    def new(
        cls, rows: Sequence[Counter[str]], targets: Sequence[str], adapter_size: int, seed: int
    ) -> Head:
        """An untrained head for these rows and the classes among the targets."""
        vocabulary = Vocabulary.of(rows)
        classes = sorted(set(targets))
        middle = width(adapter_size, len(classes))
        return cls(vocabulary, classes, Network(len(vocabulary), len(classes), middle, seed))

    def prepare(
        self, rows: Sequence[Counter[str]], targets: Sequence[str]
    ) -> tuple[Bags, NDArray[np.int64]]:
        """Rows and targets as arrays; a class that training never saw is -1."""
        import numpy as np

        numbers = [self._index.get(target, -1) for target in targets]
        return self._vocabulary.bags(rows), np.array(numbers, np.int64)

    def learn(self, bags: Bags, targets: NDArray[np.int64], rate: float) -> Outcome:
        """One step on a batch."""
        return self._network.learn(bags, targets, rate)

    def outcome(self, bags: Bags, targets: NDArray[np.int64]) -> Outcome:
        """Loss and accuracy on rows, without learning."""
        return self._network.outcome(bags, targets)

    def probabilities(self, rows: Sequence[Counter[str]]) -> NDArray[np.float32]:
        """Probabilities, rows by classes."""
        return self._network.probabilities(self._vocabulary.bags(rows))

    def continue_from(self, other: Head) -> bool:
        """Take over what another head learned, with its features; False when classes differ."""
        if other.classes != self.classes:
            return False
        self._vocabulary = other._vocabulary
        self._network.load(*other._network.parts())
        return True

    def describe(self) -> Json:
        """What does not change while training: classes and features."""
        return {"classes": list(self.classes), "vocabulary": self._vocabulary.weights}

    def arrays(self, name: str) -> dict[str, Any]:
        """What is learned, as named arrays."""
        inner, outer, bias = self._network.parts()
        return {f"{name}/inner": inner, f"{name}/outer": outer, f"{name}/bias": bias}

    @classmethod
    def restore(cls, described: Json, arrays: Any, name: str) -> Head:
        """A head from what `describe` and `arrays` gave."""
        inner, outer, bias = (arrays[f"{name}/{part}"] for part in ("inner", "outer", "bias"))
        network = Network(1, 1, 1)
        network.load(inner, outer, bias)
        return cls(Vocabulary(described["vocabulary"]), described["classes"], network)
