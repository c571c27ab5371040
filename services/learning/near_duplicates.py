"""Texts that are the same or nearly so, found among hundreds of thousands in seconds.

Two texts are nearly the same when at least THRESHOLD of the runs of three characters that either
has stand in both (Jaccard's index), after folding, compatibility decomposition and single spaces;
decomposed, a Korean syllable is two or three letters, so that one changed ending of a word weighs
as little as it does in other scripts. Candidates come from MinHash signatures in bands (Broder
1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3), each of which is
then checked exactly.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from services.jobs import JobContext

THRESHOLD = 0.8
GRAM = 3
BANDS = 16
ROWS_OF_BAND = 4
"""A pair at the threshold shares a band with a chance of 1 − (1 − 0.8⁴)¹⁶ = 99.98 %."""
NEIGHBOURS = 4
"""How many of the next texts in the same bucket one is compared with: all pairs of small buckets,
a chain through those that hold a template's thousands, which would else take hours."""
_LENGTH = BANDS * ROWS_OF_BAND
_LEAST_AGREEING = round((THRESHOLD - 0.15) * _LENGTH)
"""Of the numbers of two signatures: three standard deviations below the threshold, so that few
pairs that are not alike are left to be checked exactly."""
_BLOCK = 2000
_PAIRS = 50_000
_REMEMBERED = 2000
_SEED = 20090


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which of n texts are alike, by their places in the list.

    `first` gives for each text the place of the first one that is the same after folding; `pairs`
    are places of such first ones that are nearly the same, the smaller first, each pair once.
    """

    first: list[int]
    pairs: list[tuple[int, int]]

    def groups(self) -> list[int]:
        """For each text the smallest place of those that are alike, directly or by others."""
        leader = list(self.first)

        def find(place: int) -> int:
            while leader[place] != place:
                leader[place] = leader[leader[place]]
                place = leader[place]
            return place

        for one, other in self.pairs:
            low, high = sorted((find(one), find(other)))
            leader[high] = low
        return [find(place) for place in range(len(leader))]

    def near(self) -> dict[int, list[int]]:
        """The other first places that each first place is nearly the same as."""
        found: dict[int, list[int]] = {}
        for one, other in self.pairs:
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
        return found


def alike(texts: Sequence[str], context: JobContext) -> Likeness:
    """Find what is alike; reports how many texts are done.

    A hundred thousand texts of 200 characters take some seconds and about 100 MB, so call it in
    the child process.
    """
    seen: dict[str, int] = {}
    first = [seen.setdefault(same_key(text), place) for place, text in enumerate(texts)]
    places = list(seen.values())
    plain = [unicodedata.normalize("NFKD", text) for text in seen]
    signatures = _signatures(plain, context)
    grams = lru_cache(_REMEMBERED)(_grams)
    pairs = [
        (places[one], places[other])
        for one, other in _candidates(signatures, context)
        if jaccard(grams(plain[one]), grams(plain[other])) >= THRESHOLD
    ]
    return Likeness(first, pairs)


def same_key(text: str) -> str:
    """Equal for texts that count as the same: folded, with single spaces."""
    return " ".join(fold(text).split())


def jaccard(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """The share of what is in either that is in both; neither is empty."""
    both = len(ours & theirs)
    return both / (len(ours) + len(theirs) - both)


def grams_of(text: str) -> frozenset[str]:
    """What `nearly_same` compares of a text: the runs of characters of its plain form."""
    return _grams(unicodedata.normalize("NFKD", same_key(text)))


def nearly_same(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two texts are the same or nearly so, by their `grams_of`."""
    few, many = sorted((len(ours), len(theirs)))
    return few >= THRESHOLD * many and jaccard(ours, theirs) >= THRESHOLD


def _grams(text: str) -> frozenset[str]:
    padded = _padded(text)
    return frozenset({padded[at : at + GRAM] for at in range(len(padded) - GRAM + 1)})


def _padded(text: str) -> str:
    return f"  {text} "


def _signatures(texts: Sequence[str], context: JobContext) -> NDArray[np.uint32]:
    """The MinHash signature of each text: n × (BANDS · ROWS_OF_BAND)."""
    import numpy as np

    factors = np.random.default_rng(_SEED).integers(1, 1 << 32, size=_LENGTH, dtype=np.uint32)
    factors |= np.uint32(1)
    signatures = np.empty((len(texts), _LENGTH), np.uint32)
    for start in range(0, len(texts), _BLOCK):
        context.report(start, len(texts))
        block = texts[start : start + _BLOCK]
        hashes, begins = _hashes(block)
        for number, factor in enumerate(factors):
            least = np.minimum.reduceat(hashes * factor, begins)
            signatures[start : start + len(block), number] = least
    return signatures


def _hashes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """A number for each run of characters of all texts, and where each text's begin."""
    import numpy as np

    padded = [_padded(text) for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    mixed = codes[:-2] * np.uint32(0x85EBCA6B) + codes[1:-1]
    mixed = (mixed * np.uint32(0xC2B2AE35) + codes[2:]) * np.uint32(0x27D4EB2F)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(13)
    lengths = np.array([len(text) for text in padded])
    ends = np.cumsum(lengths)
    inside = np.ones(len(codes), bool)
    for back in range(1, GRAM):
        inside[ends - back] = False
    runs = lengths - (GRAM - 1)
    return mixed[inside[: len(mixed)]], np.cumsum(runs) - runs


def _candidates(signatures: NDArray[np.uint32], context: JobContext) -> Iterator[tuple[int, int]]:
    """Pairs that share a bucket and whose signatures agree enough, each once, in order."""
    import numpy as np

    count = len(signatures)
    if count < 2:
        return
    short = (signatures >> np.uint32(8)).astype(np.uint8)  # the highest bits of a least are 0
    codes: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    for start in range(0, _LENGTH, ROWS_OF_BAND):
        keys = np.zeros(count, np.uint64)
        for number in range(start, start + ROWS_OF_BAND):
            keys = (keys ^ signatures[:, number]) * np.uint64(0x9E3779B97F4A7C15)
        for one, other in _neighbours(keys):
            context.check()
            agree = (short[one] == short[other]).sum(axis=1, dtype=np.uint8)
            near = agree >= _LEAST_AGREEING
            codes.append(one[near] * count + other[near])
    for number, code in enumerate(np.unique(np.concatenate(codes)).tolist()):
        if number % _BLOCK == 0:
            context.check()
        yield divmod(code, count)


def _neighbours(
    keys: NDArray[np.uint64],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Places of texts with the same key, the smaller first."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    for step in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(sorted_keys[step:] == sorted_keys[:-step])
        for start in range(0, len(same), _PAIRS):
            part = same[start : start + _PAIRS]
            yield order[part], order[part + step]
