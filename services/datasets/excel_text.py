"""How Excel files write characters that XML cannot hold: `_xHHHH_` (ECMA-376, ST_Xstring)."""

from __future__ import annotations

import re

LONGEST_CELL = 32_767
"""Characters, counted in UTF-16 units, that an Excel cell holds."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")


def to_excel(text: str) -> str:
    """The text as it is written into a cell; `from_excel` gives it back exactly."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_excel(text: str) -> str:
    """The text that a cell's content stands for."""
    if "_x" not in text:
        return text
    return _WRITTEN.sub(_character, text)


def fits(text: str) -> bool:
    """Whether an Excel cell can hold the whole text."""
    units = len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
    return units <= LONGEST_CELL


def _character(found: re.Match[str]) -> str:
    """Only what has to be written so is read so: `_x0041_` may be somebody's own text."""
    character = chr(int(found[1], 16))
    return character if character == "_" or _UNWRITABLE.match(character) else found[0]
