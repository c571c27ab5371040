"""The counts that stand beside each choice of a filter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from services.domain.example import ExampleFilter

if TYPE_CHECKING:
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


class Counter(Protocol):
    """Counts a project's examples by a filter."""

    def counts(self, wanted: ExampleFilter, context: JobContext | None = None) -> Counts: ...


@dataclass(frozen=True, slots=True)
class Facets:
    """`project` counts all examples. The others say what each choice of label, state, split and
    flag would find while the rest of the filter stays."""

    project: Counts
    labels: Counts
    states: Counts
    splits: Counts
    flags: Counts


def facets(counter: Counter, wanted: ExampleFilter, context: JobContext) -> Facets:
    """Count around a filter; stops with the context. Filters that are the same count once."""
    counted: dict[ExampleFilter, Counts] = {}

    def counts(one: ExampleFilter) -> Counts:
        context.check()
        if one not in counted:
            counted[one] = counter.counts(one, context)
        return counted[one]

    return Facets(
        project=counts(ExampleFilter()),
        labels=counts(replace(wanted, label=None)),
        states=counts(replace(wanted, state=None)),
        splits=counts(replace(wanted, split=None, unsplit=False)),
        flags=counts(replace(wanted, flagged=False)),
    )
