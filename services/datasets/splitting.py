"""Which split a row belongs to: drawn at random, for good, without looking at its label."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import Split

if TYPE_CHECKING:
    from collections.abc import Callable

_RANGE = float(1 << 64)
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class SplitCounts:
    """What a split does: rows in each part afterwards, rows that had no split (`assigned`), rows
    that change theirs (`moved`), and rows that keep the split that came with the file (`given`)."""

    training: int
    validation: int
    test: int
    assigned: int
    moved: int
    given: int


def checked_shares(training: float, validation: float, test: float) -> tuple[float, float, float]:
    """Raises AppError unless the shares are usable: none negative, some training, 1 in all."""
    shares = (training, validation, test)
    if min(shares) < 0 or training <= 0 or abs(sum(shares) - 1) > _ROUNDING:
        raise AppError(
            "The shares of training, validation and test do not make up the whole.",
            "Give shares that add up to 1 (100 %), with some rows for training.",
        )
    return shares


def splitter(seed: int, shares: tuple[float, float, float]) -> Callable[[str], Split]:
    """The split of an example id, a pure function of seed, shares and id.

    Each id has a number from 0 to 1 (BLAKE2b of the id, keyed by the seed): below the test share
    it is test, then validation, then training. So a row never moves while seed and shares stay,
    rows that come later follow the same rule, and another validation share moves no test row.
    The shares hold on average: of n rows, a share p has n·p rows, give or take √(n·p·(1−p)).
    Labels play no part, since most rows have none when the split is drawn.
    """
    _, validation, test = shares
    key = seed.to_bytes(8, "little", signed=True)

    def split_of(example_id: str) -> Split:
        digest = hashlib.blake2b(example_id.encode(), digest_size=8, key=key).digest()
        place = int.from_bytes(digest, "little") / _RANGE
        if place < test:
            return Split.TEST
        return Split.VALIDATION if place < test + validation else Split.TRAINING

    return split_of
