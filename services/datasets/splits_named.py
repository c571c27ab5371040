"""Words under which files name the splits."""

from __future__ import annotations

from services.domain.example import Split
from services.domain.text import fold

_NAMES = {
    Split.TRAINING: ("training", "train", "trn"),
    Split.VALIDATION: ("validation", "valid", "val", "dev", "development"),
    Split.TEST: ("test", "testing", "tst"),
}
_BY_NAME = {name: split for split, names in _NAMES.items() for name in names}


def split_named(word: str) -> Split | None:
    """The split that a word names, in any case; None for other words."""
    return _BY_NAME.get(fold(word.strip()))
