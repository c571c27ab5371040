"""Which split a row belongs to: drawn at random, for good, whether it is labelled or not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from services.domain.split_rule import SplitRule
    from services.storage.splits import SplitMove

    SplitOf: TypeAlias = Callable[[str, Mapping[str, str]], Split]

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


def counted(moves: Iterable[SplitMove]) -> SplitCounts:
    """The moves in numbers."""
    by_split = dict.fromkeys(Split, 0)
    assigned = moved = given = 0
    for move in moves:
        by_split[move.after] += 1
        given += move.given
        assigned += move.before is None
        moved += move.before is not None and move.before is not move.after
    return SplitCounts(
        by_split[Split.TRAINING],
        by_split[Split.VALIDATION],
        by_split[Split.TEST],
        assigned,
        moved,
        given,
    )


def check_shares(training: float, validation: float, test: float) -> None:
    """Raises AppError unless the shares are usable: none negative, some training, 1 in all."""
    shares = (training, validation, test)
    if min(shares) < 0 or training <= 0 or abs(sum(shares) - 1) > _ROUNDING:
        raise AppError(
            "The shares of training, validation and test do not make up the whole.",
            "Give shares that add up to 1 (100 %), with some rows for training.",
        )


def splitter(rule: SplitRule) -> SplitOf:
    """The split of an example by its id and metadata, a pure function of seed, shares and group.

    Each key (see `split_key`) has a number from 0 to 1 (BLAKE2b of the key, keyed by the seed):
    below the test share it is test, then validation, then training. So a row never moves while
    seed and shares stay, rows that come later follow the same rule, and another validation share
    moves no test row. The shares hold on average: of n keys, a share p has n·p, give or take
    √(n·p·(1−p)). Labels play no part, since most rows have none when the split is drawn.
    """
    group = rule.group
    number = placer(rule.seed)
    cut = cutter(rule.shares)
    return lambda example_id, metadata: cut(number(split_key(example_id, metadata.get(group))))


def split_key(example_id: str, group: str | None) -> str:
    """What a row is drawn by: its group, folded, where it is in one; else its id."""
    folded = fold(group.strip()) if group else ""
    return f"group {folded}" if folded else example_id


def placer(seed: int) -> Callable[[str], float]:
    """The number from 0 to 1 of a key."""
    secret = seed.to_bytes(8, "little", signed=True)

    def place_of(key: str) -> float:
        digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8, key=secret)
        return int.from_bytes(digest.digest(), "little") / _RANGE

    return place_of


def cutter(shares: tuple[float, float, float]) -> Callable[[float], Split]:
    """The split at a number from 0 to 1."""
    _, validation, test = shares

    def cut(place: float) -> Split:
        if place < test:
            return Split.TEST
        return Split.VALIDATION if place < test + validation else Split.TRAINING

    return cut
