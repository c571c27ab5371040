"""A tuned model that fills in records: words of the text by tags, the rest by choice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.sandbox.learner.chance import choose
from services.sandbox.learner.features import text_grams
from services.sandbox.learner.fields import OUTSIDE, Fields
from services.sandbox.learner.head import Head
from services.sandbox.learner.network import Outcome
from services.sandbox.learner.records import record_of, unflatten
from services.sandbox.learner.template import Template
from services.sandbox.learner.token_features import token_grams, tokens_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.features import Bags
    from services.sandbox.learner.token_features import Token

Json = dict[str, Any]
Pair = tuple[str, str]
_SHARPNESS = 4.0
_TAG_RATE = 3.0


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Tokens of all rows as one array (row i has `first[i]:first[i + 1]`), and whole texts."""

    tokens: Bags
    tags: NDArray[np.int64]
    first: NDArray[np.int64]
    choices: dict[str, tuple[Bags, NDArray[np.int64]]]


class Tagger:
    """One head for the tags of tokens, one for each field that is chosen."""

    kind = "tagger"

    def __init__(
        self, template: Template, fields: Fields, tags: Head, choices: dict[str, Head]
    ) -> None:
        self._template = template
        self._fields = fields
        self._tags = tags
        self._choices = choices

    @classmethod
    def new(cls, pairs: Sequence[Pair], adapter_size: int, seed: int) -> Tagger:
        """An untrained model for (prompt, record in JSON) pairs."""
        template = Template.of([prompt for prompt, _ in pairs])
        texts = [template.text_of(prompt) for prompt, _ in pairs]
        records = [record_of(answer) or {} for _, answer in pairs]
        fields = Fields.of(texts, records)
        rows = [row for text in texts for row in _token_rows(text)]
        tags = [
            tag
            for text, record in zip(texts, records, strict=True)
            for tag in fields.tags(text, record)
        ]
        grams = [text_grams(text) for text in texts]
        choices = {
            path: Head.new(
                grams, [fields.chosen(record, path) for record in records], adapter_size, seed
            )
            for path in fields.choices
        }
        return cls(template, fields, Head.new(rows, tags, adapter_size, seed), choices)

    def prepare(self, pairs: Sequence[Pair]) -> _Prepared:
        """The pairs as arrays, made once for all epochs."""
        import numpy as np

        texts = [self._template.text_of(prompt) for prompt, _ in pairs]
        records = [record_of(answer) or {} for _, answer in pairs]
        rows = [_token_rows(text) for text in texts]
        tags = [
            tag
            for text, record in zip(texts, records, strict=True)
            for tag in self._fields.tags(text, record)
        ]
        bags, targets = self._tags.prepare([row for group in rows for row in group], tags)
        first = np.concatenate(([0], np.cumsum([len(group) for group in rows]))).astype(np.int64)
        grams = [text_grams(text) for text in texts]
        choices = {
            path: head.prepare(grams, [self._fields.chosen(record, path) for record in records])
            for path, head in self._choices.items()
        }
        return _Prepared(bags, targets, first, choices)

    def learn(self, prepared: Any, rows: NDArray[np.int64], rate: float) -> Outcome:
        """One step on some of the prepared pairs."""
        import numpy as np

        spans = [np.arange(prepared.first[row], prepared.first[row + 1]) for row in rows]
        tokens = np.concatenate(spans)
        outcomes: list[Outcome] = []
        if len(tokens):
            tags = prepared.tags[tokens]
            outcomes.append(self._tags.learn(prepared.tokens.take(tokens), tags, _TAG_RATE * rate))
        for path, (bags, targets) in prepared.choices.items():
            outcomes.append(self._choices[path].learn(bags.take(rows), targets[rows], rate))
        return _together(outcomes)

    def outcome(self, prepared: Any) -> Outcome:
        """Loss and accuracy on prepared pairs, without learning."""
        outcomes = [self._tags.outcome(prepared.tokens, prepared.tags)]
        for path, (bags, targets) in prepared.choices.items():
            outcomes.append(self._choices[path].outcome(bags, targets))
        return _together(outcomes)

    def answer(self, ask: Ask) -> str:
        """The record for the text, as compact JSON; fields in the order of the training data."""
        text = self._template.text_of(ask.user_text)
        values = {**self._fields.absent}
        found: list[tuple[str, Any]] = []
        for path, words in self._spans(text, ask):
            values.pop(path, None)
            found.append((path, self._fields.read(path, words)))
        for path, head in self._choices.items():
            chosen = _choose(head, text_grams(text), ask)
            if chosen != OUTSIDE:
                values.pop(path, None)
                value = json.loads(chosen)
                found += [(path, entry) for entry in (value if path.endswith("[]") else [value])]
        rank = {path: at for at, path in enumerate(self._fields.order)}
        entries = sorted([*values.items(), *found], key=lambda entry: rank.get(entry[0], 0))
        return json.dumps(unflatten(entries), ensure_ascii=False, separators=(",", ":"))

    def continue_from(self, other: Tagger) -> None:
        """Start from what another model learned, where tags and values are the same."""
        self._tags.continue_from(other._tags)
        for path, head in self._choices.items():
            if path in other._choices:
                head.continue_from(other._choices[path])

    def describe(self) -> Json:
        """All that does not change while training."""
        return {
            "kind": self.kind,
            "template": {"prefix": self._template.prefix, "suffix": self._template.suffix},
            "fields": self._fields.describe(),
            "tags": self._tags.describe(),
            "choices": {path: head.describe() for path, head in self._choices.items()},
        }

    def arrays(self) -> dict[str, Any]:
        """All that is learned."""
        arrays = self._tags.arrays("tags")
        for at, head in enumerate(self._choices.values()):
            arrays |= head.arrays(f"choice{at}")
        return arrays

    @classmethod
    def restore(cls, described: Json, arrays: Any) -> Tagger:
        """A model from what `describe` and `arrays` gave."""
        choices = {
            path: Head.restore(head, arrays, f"choice{at}")
            for at, (path, head) in enumerate(described["choices"].items())
        }
        tags = Head.restore(described["tags"], arrays, "tags")
        fields = Fields.restore(described["fields"])
        return cls(Template(**described["template"]), fields, tags, choices)

    def _spans(self, text: str, ask: Ask) -> list[tuple[str, str]]:
        """The runs of equally tagged tokens; of a field that is no list the longest one."""
        tokens = tokens_of(text)
        if not tokens:
            return []
        probabilities = self._tags.probabilities(_token_rows(text)) ** _SHARPNESS
        tags = [self._tags.classes[choose(row.tolist(), ask)] for row in probabilities]
        runs = _runs(tokens, tags, text)
        best: dict[str, str] = {}
        for path, words in runs:
            if not path.endswith("[]") and len(words) > len(best.get(path, "")):
                best[path] = words
        return [*best.items(), *(run for run in runs if run[0].endswith("[]"))]


def _runs(tokens: list[Token], tags: list[str], text: str) -> list[tuple[str, str]]:
    runs: list[tuple[str, int, int]] = []
    for token, tag, last in zip(tokens, tags, [OUTSIDE, *tags], strict=False):
        if tag == OUTSIDE:
            continue
        if tag == last:
            runs[-1] = (tag, runs[-1][1], token.end)
        else:
            runs.append((tag, token.start, token.end))
    return [(path, text[start:end]) for path, start, end in runs]


def _token_rows(text: str) -> list[Counter[str]]:
    tokens = tokens_of(text)
    return [token_grams(tokens, at) for at in range(len(tokens))]


def _choose(head: Head, grams: Counter[str], ask: Ask) -> str:
    weights = head.probabilities([grams])[0] ** _SHARPNESS
    return head.classes[choose(weights.tolist(), ask)]


def _together(outcomes: list[Outcome]) -> Outcome:
    """Several heads' outcomes as one: losses and accuracies averaged over the heads."""
    count = max(1, len(outcomes))
    return Outcome(
        sum(outcome.loss for outcome in outcomes) / count,
        sum(outcome.accuracy for outcome in outcomes) / count,
        max((outcome.rows for outcome in outcomes), default=0),
    )
