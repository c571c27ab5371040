"""What a look before tuning found, one line each."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.domain.example import ExampleFilter


class CheckLevel(enum.Enum):
    """OK is folded away, WARN is worth a look, BLOCK keeps the job from starting."""

    OK = "ok"
    WARN = "warn"
    BLOCK = "block"


class Place(enum.Enum):
    """Where what a check names can be mended."""

    DATA = "data"
    LABEL = "label"
    PROMPT = "prompt"
    MODEL = "model"
    ADAPTER = "adapter"
    CAP = "cap"
    SETTINGS = "settings"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class Check:
    """One line, and where it leads: a page or a field, and the rows to show there."""

    level: CheckLevel
    text: str
    place: Place | None = None
    rows: ExampleFilter | None = None

    @property
    def blocks(self) -> bool:
        return self.level is CheckLevel.BLOCK


def in_order(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The blocking checks first, what is in order last."""
    order = tuple(reversed(CheckLevel))
    return tuple(sorted(checks, key=lambda check: order.index(check.level)))
