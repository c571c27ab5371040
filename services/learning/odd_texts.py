"""Texts that do not look like the rest."""

from __future__ import annotations

import enum
import math
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from services.learning.text_profile import Tongue, grams_of, script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.jobs import JobContext

FEWEST_TEXTS = 50
"""With fewer there is no rest to look like."""
RARE_SCRIPT = 0.01
FAR = 5.0
"""Deviations from the median: about one in two million of normal values is that far."""
_REPORT_EVERY = 1000


class Oddity(enum.StrEnum):
    """In what a text is unlike the rest."""

    SCRIPT = "script"
    LENGTH = "length"
    WORDS = "words"


class OddText(NamedTuple):
    """A text by its place, and how many deviations it is from the usual one (more is odder)."""

    place: int
    oddity: Oddity
    distance: float


def odd_texts(texts: Sequence[str], context: JobContext) -> list[OddText]:
    """Texts in a script that hardly another has; far longer or shorter; or made of runs of letters
    that no other text has. The oddest come first. Reports texts; call it in the child process.

    Distances are from the median in median absolute deviations (times 1.4826, as usual for
    normal values; Iglewicz and Hoaglin, 1993), of the length's logarithm and of the share of runs
    of three characters that are seen in this text only.
    """
    if len(texts) < FEWEST_TEXTS:
        return []
    found = [*_in_rare_scripts(texts), *_of_odd_length(texts), *_of_odd_words(texts, context)]
    return sorted(found, key=lambda each: -each.distance)


def distances(values: Sequence[float], least: float) -> list[float]:
    """How far each is from the median, in deviations of at least `least`, with its sign."""
    middle = median(values)
    spread = max(1.4826 * median(abs(value - middle) for value in values), least)
    return [(value - middle) / spread for value in values]


def _in_rare_scripts(texts: Sequence[str]) -> list[OddText]:
    scripts = [script_of(text) for text in texts]
    counts = Counter(scripts)
    most = max(1, int(RARE_SCRIPT * len(texts)))
    return [
        OddText(place, Oddity.SCRIPT, len(texts) / counts[script])
        for place, script in enumerate(scripts)
        if counts[script] <= most and script is not Tongue.NONE
    ]


def _of_odd_length(texts: Sequence[str]) -> list[OddText]:
    far = distances([math.log(1 + len(text)) for text in texts], least=0.1)
    return [
        OddText(place, Oddity.LENGTH, abs(distance))
        for place, distance in enumerate(far)
        if abs(distance) > FAR
    ]


def _of_odd_words(texts: Sequence[str], context: JobContext) -> list[OddText]:
    seen: Counter[str] = Counter()
    for place, text in enumerate(texts):
        if place % _REPORT_EVERY == 0:
            context.report(place, 2 * len(texts))
        seen.update(grams_of(text))
    shares: list[float] = []
    for place, text in enumerate(texts):
        if place % _REPORT_EVERY == 0:
            context.report(len(texts) + place, 2 * len(texts))
        grams = grams_of(text)
        shares.append(sum(seen[gram] == 1 for gram in grams) / max(len(grams), 1))
    far = distances(shares, least=0.05)
    return [
        OddText(place, Oddity.WORDS, distance)
        for place, distance in enumerate(far)
        if distance > FAR and shares[place] > 0.5
    ]
