"""A tuned model that answers with one of the answers it was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.sandbox.learner.chance import choose
from services.sandbox.learner.features import text_grams
from services.sandbox.learner.head import Head
from services.sandbox.learner.template import Template

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.network import Outcome

Json = dict[str, Any]
Pair = tuple[str, str]
_SHARPNESS = 4.0


class Classifier:
    """One head over the whole text."""

    kind = "classifier"

    def __init__(self, template: Template, head: Head) -> None:
        self._template = template
        self._head = head

    @classmethod
    def new(cls, pairs: Sequence[Pair], adapter_size: int, seed: int) -> Classifier:
        """An untrained model for (prompt, answer) pairs."""
        template = Template.of([prompt for prompt, _ in pairs])
        rows = [text_grams(template.text_of(prompt)) for prompt, _ in pairs]
        return cls(template, Head.new(rows, [answer for _, answer in pairs], adapter_size, seed))

    def prepare(self, pairs: Sequence[Pair]) -> Any:
        """The pairs as arrays, made once for all epochs."""
        rows = [text_grams(self._template.text_of(prompt)) for prompt, _ in pairs]
        return self._head.prepare(rows, [answer for _, answer in pairs])

    def learn(self, prepared: Any, rows: NDArray[np.int64], rate: float) -> Outcome:
        """One step on some of the prepared pairs."""
        bags, targets = prepared
        return self._head.learn(bags.take(rows), targets[rows], rate)

    def outcome(self, prepared: Any) -> Outcome:
        """Loss and accuracy on prepared pairs, without learning."""
        return self._head.outcome(*prepared)

    def answer(self, ask: Ask) -> str:
        """The chosen answer; chance has a say unless the temperature is 0."""
        grams = text_grams(self._template.text_of(ask.user_text))
        weights = self._head.probabilities([grams])[0] ** _SHARPNESS
        return self._head.classes[choose(weights.tolist(), ask)]

    def continue_from(self, other: Classifier) -> None:
        """Start from what another model learned, where the answers are the same."""
        self._head.continue_from(other._head)

    def describe(self) -> Json:
        """All that does not change while training."""
        template = {"prefix": self._template.prefix, "suffix": self._template.suffix}
        return {"kind": self.kind, "template": template, "head": self._head.describe()}

    def arrays(self) -> dict[str, Any]:
        """All that is learned."""
        return self._head.arrays("text")

    @classmethod
    def restore(cls, described: Json, arrays: Any) -> Classifier:
        """A model from what `describe` and `arrays` gave."""
        return cls(
            Template(**described["template"]), Head.restore(described["head"], arrays, "text")
        )
