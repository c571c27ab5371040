"""Examples, their answers and where they stand."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


Value = str | dict[str, Any]
"""A label id (classification, sentiment) or a record (extraction): the value of an answer,
a gold answer or a parsed prediction."""
GROUP = "group"
"""The metadata key of what an example belongs to (a customer, a document): splits keep the rows
of one group together."""


class State(enum.IntEnum):
    """Where an example stands; numbers are stored in the project file."""

    UNLABELLED = 0
    ANSWERED = 1
    DISPUTED = 2
    SKIPPED = 3


class Split(enum.IntEnum):
    """Which part of the data an example belongs to; numbers are stored in the project file."""

    TRAINING = 0
    VALIDATION = 1
    TEST = 2


class Source(enum.StrEnum):
    """How an answer came to be."""

    LABELLED = "labelled"
    IMPORTED = "imported"
    REVIEWED = "reviewed"
    SUGGESTED = "suggested"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Example:
    """A text with metadata, and where it stands.

    `row` is its place in the project file, `id` its UUID. `gold` is the gold answer (a label id
    or a record), None where there is none.
    """

    row: int
    id: str
    text: str
    state: State
    split: Split | None = None
    flagged: bool = False
    flag_reason: str = ""
    gold: Value | None = None
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Answer:
    """What one author said of one example at a time, under a guideline revision."""

    example_id: str
    author: str
    at: float
    value: Value | None
    source: Source
    guideline: int
    skipped: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExampleFilter:
    """Which examples are wanted; None and empty mean no restriction.

    `label` is a label id, matched against the gold answer; `check_again` wants rows whose answer
    is to be checked, since what is asked has changed; `search` is folded like the texts. `ranked`
    are ids in the order in which their rows are wanted; empty: in that of import.
    """

    search: str = ""
    label: str | None = None
    state: State | None = None
    split: Split | None = None
    unsplit: bool = False
    flagged: bool = False
    check_again: bool = False
    ids: frozenset[str] | None = None
    ranked: tuple[str, ...] = ()
