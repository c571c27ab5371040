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


class Division(Protocol):
    """How rows divide: counts what a choice of label, state, split and flag finds of them."""

    def counts(self, wanted: ExampleFilter) -> Counts: ...


class Counter(Protocol):
    """Looks once at what a filter finds when label, state, split and flag are left open."""

    def tally(self, wanted: ExampleFilter, context: JobContext | None = None) -> Division: ...


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
    """Count around a filter, looking through the rows once or twice; stops with the context."""
    everything = found = counter.tally(ExampleFilter(), context)
    context.check()
    if _left_open(wanted) != ExampleFilter():
        found = counter.tally(wanted, context)
    return Facets(
        project=everything.counts(ExampleFilter()),
        labels=found.counts(replace(wanted, label=None)),
        states=found.counts(replace(wanted, state=None)),
        splits=found.counts(replace(wanted, split=None, unsplit=False)),
        flags=found.counts(replace(wanted, flagged=False)),
    )


def _left_open(wanted: ExampleFilter) -> ExampleFilter:
    return replace(wanted, label=None, state=None, split=None, unsplit=False, flagged=False)
