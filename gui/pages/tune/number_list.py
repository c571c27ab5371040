"""Numbers typed in a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Number = TypeVar("Number", int, float)


def numbers(
    text: str, kind: Callable[[str], Number], least: float, most: float
) -> tuple[Number, ...] | None:
    """The numbers of a text, each once; None when one cannot be read or lies outside.

    Commas, semicolons and blanks stand between them; a decimal has a point.
    """
    words = [word for word in re.split(r"[,;\s]+", text) if word]
    try:
        found = tuple(dict.fromkeys(kind(word) for word in words))
    except ValueError:
        return None
    return found if found and all(least <= number <= most for number in found) else None
