"""What another file of the same project brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge will bring, or has brought.

    `new_rows` are examples that only the other file has. `answers` counts, for each author, the
    answers and skips that come along; `conflicts` those examples on which an author has said
    something else here since the files went apart (the newer answer stands, both stay in the log).
    `labels` are the names of labels that come along, `same_named` those that were added in both
    files under one name and become one. `disputed` examples have answers that differ only now;
    `notes` counts those that come along, behind the one that is here if that says something else;
    undoing the merge leaves them. `guidelines_differ` and `schema_differs`: what is asked is not
    the same there; what is asked here stays.

    Only a plan says how many new rows have a text that is here already (`repeated`), and under
    which names authors of the file came in before (`known_as`).
    """

    source: str
    changed_rows: int = 0
    new_rows: int = 0
    answers: Mapping[str, int] = field(default_factory=dict[str, int])
    conflicts: Mapping[str, int] = field(default_factory=dict[str, int])
    labels: tuple[str, ...] = ()
    same_named: tuple[str, ...] = ()
    disputed: int = 0
    notes: int = 0
    repeated: int = 0
    known_as: Mapping[str, str] = field(default_factory=dict[str, str])
    guidelines_differ: bool = False
    schema_differs: bool = False

    @property
    def nothing(self) -> bool:
        """All of it is in the project already."""
        return not (self.changed_rows or self.new_rows or self.labels or self.notes)
