"""Rows that come in with a text that is there already."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.example import Value


class Duplicates(enum.StrEnum):
    """What becomes of a row whose folded text is in the project, or came earlier in its file."""

    KEEP = "keep"
    SKIP = "skip"
    MERGE = "merge"
    """The row that is there takes over an answer where it has none, and columns that it lacks."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row of a file, on `line`, whose answer is not the gold answer of the example that is there
    with the same text. The example keeps its own until the user decides."""

    line: int
    example_id: str
    text: str
    there: Value
    coming: Value
