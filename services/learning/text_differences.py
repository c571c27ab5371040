"""How texts from production differ from those that are labelled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from services.learning.text_profile import Tongue, grams_of, tongue_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.jobs import JobContext

UNUSUAL_SHARE = 0.01
"""Of the labelled texts, so many are shorter, and so many longer, than the usual range."""
NOTABLE_POINTS = 0.05
NOTABLE_WORD = 0.02
TIMES_AS_OFTEN = 5
MOST_WORDS = 12
STRANGE = 0.5
"""More than half of its runs of letters stand in no labelled text."""
_REPORT_EVERY = 500


@dataclass(frozen=True, slots=True)
class TongueShare:
    """A language or script, its shares (0 to 1), and the places of the production texts in it."""

    tongue: Tongue
    production: float
    labelled: float
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TextDifferences:
    """Places are those of production texts. Lengths are medians, in characters; `shorter` and
    `longer` texts lie outside the range of all but 1 % of the labelled ones at either end.
    `words` are frequent in production and hardly known to the labelled texts; `with_words` have
    one of them. `strange` texts consist mostly of runs of letters that no labelled one has."""

    production: int
    labelled: int
    length: float
    labelled_length: float
    shorter: tuple[int, ...]
    longer: tuple[int, ...]
    tongues: tuple[TongueShare, ...]
    words: tuple[str, ...]
    with_words: tuple[int, ...]
    strange: tuple[int, ...]


def differences(
    production: Sequence[str], labelled: Sequence[str], context: JobContext
) -> TextDifferences:
    """Compare two lists of texts, neither empty. Reports texts; call it in the child process."""
    lengths = sorted(len(text) for text in labelled)
    end = int(UNUSUAL_SHARE * len(lengths))
    low, high = lengths[end], lengths[-1 - end]
    words, with_words = _new_words(production, labelled)
    return TextDifferences(
        len(production),
        len(labelled),
        median(len(text) for text in production),
        median(lengths),
        _places(len(text) < low for text in production),
        _places(len(text) > high for text in production),
        _tongues(production, labelled),
        words,
        with_words,
        _strange(production, labelled, context),
    )


def _places(chosen: Iterable[bool]) -> tuple[int, ...]:
    return tuple(place for place, yes in enumerate(chosen) if yes)


def _tongues(production: Sequence[str], labelled: Sequence[str]) -> tuple[TongueShare, ...]:
    """Whose shares differ by five points or more, or that no labelled text is in. Texts in Latin
    letters whose language cannot be told are left out."""
    ours = [tongue_of(text) for text in production]
    theirs = Counter(tongue_of(text) for text in labelled)
    unknown = (Tongue.LATIN, Tongue.NONE)
    counts = Counter(ours)
    told = sum(counts.values()) - sum(counts[each] for each in unknown)
    told_of_labelled = sum(theirs.values()) - sum(theirs[each] for each in unknown)
    found: list[TongueShare] = []
    for tongue, count in counts.most_common():
        share, usual = count / max(told, 1), theirs[tongue] / max(told_of_labelled, 1)
        if tongue in unknown or not (share - usual >= NOTABLE_POINTS or (count > 1 and not usual)):
            continue
        places = _places(each is tongue for each in ours)
        found.append(TongueShare(tongue, share, usual, places))
    return tuple(found)


def _new_words(
    production: Sequence[str], labelled: Sequence[str]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    words = [words_of(text) for text in production]
    counts = Counter(word for each in words for word in each)
    usual = Counter(word for text in labelled for word in words_of(text))
    least = max(2, NOTABLE_WORD * len(production))
    found = [
        word
        for word, count in counts.most_common()
        if count >= least
        and count / len(production) >= TIMES_AS_OFTEN * usual[word] / len(labelled)
    ][:MOST_WORDS]
    return tuple(found), _places(not each.isdisjoint(found) for each in words)


def _strange(
    production: Sequence[str], labelled: Sequence[str], context: JobContext
) -> tuple[int, ...]:
    total = len(production) + len(labelled)
    known: set[str] = set()
    for done, text in enumerate(labelled):
        if done % _REPORT_EVERY == 0:
            context.report(done, total)
        known |= grams_of(text)
    found: list[tuple[float, int]] = []
    for place, text in enumerate(production):
        if place % _REPORT_EVERY == 0:
            context.report(len(labelled) + place, total)
        grams = grams_of(text)
        share = len(grams - known) / max(len(grams), 1)
        if share > STRANGE:
            found.append((-share, place))
    return tuple(place for _, place in sorted(found))
