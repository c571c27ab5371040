"""Frozen examples that models are measured and tuned on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Frozen example ids and texts. `hash` decides what can be compared.

    `revision` is the newest revision of its gold answers; `size` counts all rows, `scored` those
    with a gold answer in that revision. `created` is in seconds since 1970.
    """

    id: str
    name: str
    hash: str
    size: int
    revision: int
    scored: int
    created: float


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A frozen example."""

    example_id: str
    text: str
