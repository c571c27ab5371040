"""What the records of the training data show of each field."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.sandbox.learner.records import flatten, number_in
from services.sandbox.learner.token_features import Token, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
OUTSIDE = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """`spans`: paths whose values are words of the text, with whether they are numbers.
    `choices`: paths whose values are chosen from those that training saw.
    `absent`: what stands at a path when the text says nothing of it; no entry: it is left out.
    """

    order: tuple[str, ...]
    spans: dict[str, bool]
    choices: tuple[str, ...]
    absent: dict[str, Any]

    @classmethod
    def of(cls, texts: Sequence[str], records: Sequence[Json]) -> Fields:
        """Learn the fields from the training data."""
        found: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        numeric: dict[str, bool] = {}
        empty: dict[str, Any] = {}
        rows: Counter[str] = Counter()
        for text, record in zip(texts, records, strict=True):
            flat = flatten(record)
            rows.update(list(dict.fromkeys(path for path, _ in flat)))
            for path, value in flat:
                if value in (None, "", [], {}):
                    empty.setdefault(path, value)
                    continue
                seen[path] += 1
                numeric[path] = numeric.get(path, True) and _is_number(value)
                found[path] += bool(places(text, value))
        spans = {path: numeric[path] for path in seen if found[path] > 0.6 * seen[path]}
        always = {path: value for path, value in empty.items() if rows[path] == len(records)}
        choices = tuple(path for path in seen if path not in spans)
        return cls(tuple(rows), spans, choices, always)

    def chosen(self, record: Json, path: str) -> str:
        """The value at a path as a class of its own; `OUTSIDE` where there is none."""
        values = [value for found, value in flatten(record) if found == path]
        if not values or values[0] in (None, "", [], {}):
            return OUTSIDE
        whole = values if path.endswith("[]") else values[0]
        return json.dumps(whole, ensure_ascii=False)

    def tags(self, text: str, record: Json) -> list[str]:
        """For each token of the text the path whose value it belongs to."""
        tokens = tokens_of(text)
        tags = [OUTSIDE] * len(tokens)
        values = [(path, value) for path, value in flatten(record) if path in self.spans]
        for path, value in sorted(values, key=lambda entry: -len(str(entry[1]))):
            for start, end in places(text, value):
                covered = _covered(tokens, start, end)
                if covered and all(tags[at] == OUTSIDE for at in covered):
                    for at in covered:
                        tags[at] = path
                    break
        return tags

    def read(self, path: str, words: str) -> Any:
        """The value that words of the text stand for."""
        number = number_in(words) if self.spans[path] else None
        return words if number is None else number

    def describe(self) -> Json:
        """The fields as JSON."""
        return {
            "order": list(self.order),
            "spans": self.spans,
            "choices": list(self.choices),
            "absent": self.absent,
        }

    @classmethod
    def restore(cls, described: Json) -> Fields:
        """The fields from what `describe` gave."""
        order, choices = tuple(described["order"]), tuple(described["choices"])
        return cls(order, described["spans"], choices, described["absent"])


def places(text: str, value: Any) -> list[tuple[int, int]]:
    """Where a value stands in a text, at the borders of words."""
    if isinstance(value, (bool, dict, list)) or value is None:
        return []
    wanted, folded = str(value).casefold(), text.casefold()
    if len(folded) != len(text) or not wanted:
        return []
    found: list[tuple[int, int]] = []
    at = folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (_inside_word(folded, at) or _inside_word(folded, end)):
            found.append((at, end))
        at = folded.find(wanted, at + 1)
    return found


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _covered(tokens: list[Token], start: int, end: int) -> list[int]:
    return [at for at, token in enumerate(tokens) if token.start >= start and token.end <= end]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
