"""What differs between two texts, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class LinePair:
    """Lines that stand beside each other; None where one side has no line."""

    old: str | None
    new: str | None

    @property
    def same(self) -> bool:
        return self.old == self.new


def compare(old: Sequence[str], new: Sequence[str]) -> list[LinePair]:
    """All lines of both, those that are the same beside each other."""
    pairs: list[LinePair] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        both = zip_longest(old[old_from:old_to], new[new_from:new_to])
        pairs += [LinePair(before, after) for before, after in both]
    return pairs


def unified(pairs: Iterable[LinePair]) -> list[LinePair]:
    """The pairs as one column: of what changed, the old lines in front of the new ones."""
    found: list[LinePair] = []
    added: list[LinePair] = []
    for pair in pairs:
        if pair.same:
            found += [*added, pair]
            added = []
            continue
        if pair.old is not None:
            found.append(LinePair(pair.old, None))
        if pair.new is not None:
            added.append(LinePair(None, pair.new))
    return found + added
