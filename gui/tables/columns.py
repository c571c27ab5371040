"""How a column of a table is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.pills import PillKind


@dataclass(frozen=True, slots=True)
class Column:
    """`value` gives the text of a row; `pill`, the kind of the pill that holds it, if any.

    `width` is in logical pixels and the least; columns that stretch share the room that is left,
    in the proportion of their `stretch`.
    """

    title: str
    width: int
    value: Callable[[Any], str]
    pill: Callable[[Any], PillKind | None] | None = None
    right: bool = False
    mute: bool = False
    stretch: int = 0
    hint: str = ""
