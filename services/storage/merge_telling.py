"""What a merge finds, counted."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from services.domain.answer_log import standing_entries
from services.domain.example import State
from services.domain.merging import MergeReport
from services.domain.standing import Mark, standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.domain.answer_log import LogEntry
    from services.domain.example import Value
    from services.storage.comparing import Place, Translation
    from services.storage.label_rows import LabelNumbers


class RowMerge(NamedTuple):
    """An example, its log before and after, and the authors who said different things of it."""

    place: Place
    before: list[LogEntry]
    after: list[LogEntry]
    conflicts: set[str]

    @property
    def brought(self) -> list[LogEntry]:
        """What the other log has and ours had not."""
        known = {entry.id for entry in self.before}
        return [entry for entry in self.after if entry.id not in known]


class Told:
    """Counts steps; labels that are merged into one say the same."""

    def __init__(self, labels: LabelNumbers, notes: int) -> None:
        self._labels = labels
        self._notes = notes
        self._changed = self._new = self._disputed = 0
        self._answers = Counter[str]()
        self._conflicts = Counter[str]()

    def add(self, step: RowMerge) -> None:
        if step.place.comes:
            self._new += 1
        else:
            self._changed += 1
        own = standing_entries(step.after).own
        brought = set(step.brought)
        self._answers.update(author for author, entry in own.items() if entry in brought)
        self._conflicts.update(step.conflicts)
        if self._state(step.after) is State.DISPUTED:
            self._disputed += self._state(step.before) is not State.DISPUTED

    def report(self, source: str, words: Translation) -> MergeReport:
        return MergeReport(
            source,
            self._changed,
            self._new,
            dict(self._answers.most_common()),
            dict(self._conflicts.most_common()),
            tuple(row.name for row in words.added if row.stands),
            words.same_named,
            self._disputed,
            self._notes,
            guidelines_differ=words.guidelines_differ,
            schema_differs=words.schema_differs,
        )

    def _state(self, log: Iterable[LogEntry]) -> State:
        own, settled, _ = standing_entries(log)
        authors = dict.fromkeys((*own, *settled))
        return standing(
            Mark(
                answer=self._value(own.get(author)),
                skipped=author in own and own[author].act == "skip",
                adjudicated=self._value(settled.get(author)),
            )
            for author in authors
        ).state

    def _value(self, entry: LogEntry | None) -> Value | None:
        if entry is None:
            return None
        if entry.label is not None:
            return self._labels.resolved(entry.label)
        return json.loads(entry.record) if entry.record else None
