"""Labels: which ones a prompt offers, and how well their names fit a text."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from services.sandbox.learner.features import words
from services.sandbox.learner.feelings import feeling_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BULLET = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]+(.+)$", re.MULTILINE)
_BRACKETS = re.compile(r"[\[(]([^\[\](){}]*,[^\[\](){}]*)[\])]")
_AFTER_COLON = re.compile(r":[ \t]*([^:\n]+,[^:\n]+?)\.?[ \t]*$", re.MULTILINE)
_ONE_OF = re.compile(
    r"\b(?:one of|either|as|into)\b[^,\n]*?((?:[\w'\"“”‘’-]+(?:, ?| or ))+[\w'\"“”‘’-]+)"
)
_LONGEST = 60


def offered_labels(instruction: str) -> dict[str, str]:
    """The labels that an instruction lists, each with its description ("" where there is none)."""
    bullets = [_named(line) for line in _BULLET.findall(instruction)]
    if len(bullets) > 1 and all(0 < len(name) <= _LONGEST for name, _ in bullets):
        return dict(bullets)
    for pattern in (_BRACKETS, _AFTER_COLON, _ONE_OF):
        for listed in pattern.findall(instruction):
            names = [name.strip(" \t.'\"`“”‘’*") for name in re.split(r",| or ", listed)]
            if len(names) > 1 and all(0 < len(name) <= _LONGEST for name in names):
                return dict.fromkeys(names, "")
    return {}


def name_scores(text: str, labels: dict[str, str]) -> dict[str, float]:
    """How well each label's name and description fit the text, 0 and up."""
    spoken = {name: label_words(name) for name in labels}
    described = {name: words(labels[name]) for name in labels}
    counts = Counter(word for name in labels for word in {*spoken[name], *described[name]})
    found = words(text)
    feeling = feeling_of(text)
    return {
        name: _fit(spoken[name], found, counts, len(labels))
        + 0.5 * _fit(described[name], found, counts, len(labels))
        + feeling.get(name.casefold(), 0.0)
        for name in labels
    }


def label_words(name: str) -> list[str]:
    """The words in a label's name: `lost_card`, `lostCard` and `Lost card` are two words."""
    return words(re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-/]", " ", name))


def _fit(names: Sequence[str], found: Iterable[str], counts: Counter[str], total: int) -> float:
    if not names:
        return 0.0
    score = 0.0
    for name in names:
        weight = math.log(1 + total / counts[name])
        score += weight * max((_alike(name, word) for word in found), default=0.0)
    return score / math.sqrt(len(names))


def _alike(a: str, b: str) -> float:
    """1 for the same word, less for words that begin alike (`pending`, `pend`)."""
    if a == b:
        return 1.0
    common = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        common += 1
    shorter = min(len(a), len(b))
    return 0.6 if common >= 4 and common >= shorter - 1 else 0.0


def _named(line: str) -> tuple[str, str]:
    """`name: description` of a list's line as (name, description)."""
    name, _, description = line.strip().partition(": ")
    return name.strip("*`\"' "), description.strip()
