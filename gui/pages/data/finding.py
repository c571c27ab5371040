"""What a filter finds, with the counts that stand beside each choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from services.domain.example import ExampleFilter

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from services.domain.example import Split, State
    from services.jobs import JobContext


class Counts(Protocol):
    """How many examples a filter finds, and how they divide."""

    @property
    def total(self) -> int: ...
    @property
    def flagged(self) -> int: ...
    @property
    def by_state(self) -> Mapping[State, int]: ...
    @property
    def by_split(self) -> Mapping[Split | None, int]: ...
    @property
    def by_label(self) -> Mapping[str | None, int]: ...


class Finder(Protocol):
    """The use cases of a project's examples, as far as a filter needs them."""

    def rows(self, wanted: ExampleFilter, context: JobContext | None = None) -> array[int]: ...
    def counts(self, wanted: ExampleFilter, context: JobContext | None = None) -> Counts: ...


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` are those of `wanted`; `project` counts all examples. The other counts say what each
    choice of label, state, split and flag would find while the rest of the filter stays."""

    wanted: ExampleFilter
    rows: array[int]
    project: Counts
    labels: Counts
    states: Counts
    splits: Counts
    flags: Counts


def find(finder: Finder, wanted: ExampleFilter, context: JobContext) -> Found:
    """Look up a filter; stops with the context. Filters that are the same are counted once."""
    counted: dict[ExampleFilter, Counts] = {}

    def counts(one: ExampleFilter) -> Counts:
        context.check()
        if one not in counted:
            counted[one] = finder.counts(one, context)
        return counted[one]

    rows = finder.rows(wanted, context)
    return Found(
        wanted,
        rows,
        project=counts(ExampleFilter()),
        labels=counts(replace(wanted, label=None)),
        states=counts(replace(wanted, state=None)),
        splits=counts(replace(wanted, split=None, unsplit=False)),
        flags=counts(replace(wanted, flagged=False)),
    )
