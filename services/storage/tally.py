"""Counting by label, state, split and flag, from one look at the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.example import Split, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.domain.example import ExampleFilter
    from services.storage.label_rows import LabelNumbers

Group = tuple[int, int | None, int | None, int, int]
"""State, split, label number, flagged, and how many rows have these."""


@dataclass(frozen=True, slots=True)
class ExampleCounts:
    """How many examples a filter finds, and how they divide.

    `by_label` is keyed by label id, None standing for rows without a gold label; in `by_split`
    None stands for rows in no split.
    """

    total: int
    flagged: int
    by_state: dict[State, int]
    by_split: dict[Split | None, int]
    by_label: dict[str | None, int]


class Tally:
    """How rows divide."""

    def __init__(self, groups: Iterable[Group], labels: LabelNumbers) -> None:
        self._groups = tuple(groups)
        self._labels = labels

    def counts(self, wanted: ExampleFilter) -> ExampleCounts:
        """Counts over those rows that have the label, state, split and flag of a filter."""
        ids = self._labels.id_of
        by_state = dict.fromkeys(State, 0)
        by_split: dict[Split | None, int] = dict.fromkeys((*Split, None), 0)
        by_label: dict[str | None, int] = dict.fromkeys((*ids.values(), None), 0)
        total = flagged_total = 0
        for state, split, label, flagged, size in self._chosen(wanted):
            by_state[State(state)] += size
            by_split[None if split is None else Split(split)] += size
            by_label[None if label is None else ids[label]] += size
            total += size
            flagged_total += size if flagged else 0
        return ExampleCounts(total, flagged_total, by_state, by_split, by_label)

    def _chosen(self, wanted: ExampleFilter) -> Iterator[Group]:
        numbers = None if wanted.label is None else set(self._labels.standing_for(wanted.label))
        for group in self._groups:
            state, split, label, flagged, _ = group
            if (
                (wanted.state is None or state == wanted.state)
                and (wanted.split is None or split == wanted.split)
                and (not wanted.unsplit or split is None)
                and (not wanted.flagged or flagged)
                and (numbers is None or label in numbers)
            ):
                yield group
