"""When two spellings name one label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable


def label_key(name: str) -> str:
    """Equal for spellings that differ in case or in the amount of space: they are one label."""
    return fold(" ".join(name.split()))


def near_key(name: str) -> str:
    """Equal for spellings that differ in case, space and marks (“card-arrival”, “Card arrival”):
    they may be one label, which is for a person to say."""
    return "".join(letter for letter in fold(name) if letter.isalnum()) or label_key(name)


def likely_same(unknown: Iterable[str], labels: Iterable[str]) -> dict[str, str]:
    """For answers that are no label: the label, or the earlier one of them, that they may be."""
    known = {near_key(name): name for name in reversed(list(labels))}
    same: dict[str, str] = {}
    for name in unknown:
        first = known.setdefault(near_key(name), name)
        if first != name:
            same[name] = first
    return same
