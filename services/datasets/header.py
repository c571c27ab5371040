"""Where the column names stand, if anywhere."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from services.datasets.column_names import KNOWN
from services.datasets.table import is_number
from services.domain.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_NAME = 80
_MOST_WORDS = 5


def header_line(rows: Sequence[tuple[int, list[str]]]) -> int:
    """The line of the column names among the first rows of a file, 0 where there are none.

    Titles above a table fill fewer cells than its rows do: the first row that is as full as most
    are is the one to look at.
    """
    if not rows:
        return 0
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in rows]
    usual = Counter(filled).most_common(1)[0][0]
    start = next(place for place, count in enumerate(filled) if count >= usual - 1)
    line, cells = rows[start]
    below = [cells for _, cells in rows[start + 1 :]]
    return line if _is_header(cells, below) else 0


def _is_header(cells: list[str], below: list[list[str]]) -> bool:
    names = [cell.strip() for cell in cells]
    if any(fold(name) in KNOWN for name in names):
        return True
    if not below or not all(_could_be_name(name) for name in names if name):
        return False
    return not any(
        name and any(len(row) > place and row[place].strip() == name for row in below)
        for place, name in enumerate(names)
    )


def _could_be_name(name: str) -> bool:
    return (
        len(name) <= _LONGEST_NAME
        and len(name.split()) <= _MOST_WORDS
        and not is_number(name)
        and not name.endswith((".", "?", "!", "。", "？", "！"))
    )
