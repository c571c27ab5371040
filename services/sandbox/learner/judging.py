"""Says in a word how likely an answer is right, where a request asks for that."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from services.sandbox.learner.fields import places
from services.sandbox.learner.labels import name_scores, offered_labels
from services.sandbox.learner.records import flatten, record_of

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask

_SCALE = (
    (0.12, "very unlikely"),
    (0.38, "unlikely"),
    (0.6, "about even"),
    (0.85, "likely"),
    (1.0, "very likely"),
)
"""Each word up to its probability."""
_WORDS = frozenset(word for _, word in _SCALE)
_SHARPNESS = 2.5
_LINE = re.compile(r"^[ \t]*([^\W\d_][\w \-/]{0,40}):[ \t]*", re.MULTILINE)


def judge(ask: Ask) -> str | None:
    """A word of the scale; None when the request does not ask for one."""
    if not _asks_for_scale(ask):
        return None
    return likelihood(ask, *_case(ask.user_text))


def likelihood(ask: Ask, text: str, answer: str) -> str:
    """A word of the scale for an answer to a text."""
    record = record_of(answer)
    chance = _label_chance(ask, text, answer) if record is None else _record_chance(text, record)
    return next(word for most, word in _SCALE if chance <= most)


def _asks_for_scale(ask: Ask) -> bool:
    choices = (ask.schema or {}).get("enum", ())
    return frozenset(str(word).casefold() for word in choices) == _WORDS


def _case(asked: str) -> tuple[str, str]:
    """The text and the answer to it: the answer is on the last line `Key: value` with a value."""
    lines = [line for line in _LINE.finditer(asked) if asked[line.end() :].strip()]
    if not lines:
        return asked, ""
    last = lines[-1]
    answer = asked[last.end() :]
    empty_key = _LINE.search(answer)
    answer = answer[: empty_key.start()] if empty_key else answer
    first = lines[0].end() if len(lines) > 1 else 0
    return asked[first : last.start()].strip(), answer.strip()


def _label_chance(ask: Ask, text: str, answer: str) -> float:
    """The chance of the label against the best of the others, as their names fit the text."""
    labels = {
        name: about
        for name, about in offered_labels(ask.system).items()
        if name.casefold() not in _WORDS
    }
    labels.setdefault(answer, "")
    scores = name_scores(text, labels)
    mine = scores.pop(answer)
    best = max(scores.values(), default=0.0)
    return 1 / (1 + math.exp(_SHARPNESS * (best - mine)))


def _record_chance(text: str, record: dict[str, Any]) -> float:
    """The share of the record's values that stand in the text."""
    values = [value for _, value in flatten(record) if value not in (None, "", [], {})]
    if not values:
        return 0.5
    found = sum(bool(places(text, value)) for value in values)
    return (found + 0.5) / (len(values) + 1)
