"""Texts that come in once more: found, and compared with what is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from services.domain.duplicates import Conflict, Duplicates
from services.domain.example import State
from services.domain.standing import Mark, MarkChange
from services.domain.values import value_key
from services.storage.examples import gold_value
from services.storage.finding import VISIBLE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from services.domain.example import Value
    from services.storage.adding import NewExample
    from services.storage.label_rows import LabelNumbers

LISTED = 1000


class Repeat(NamedTuple):
    """A row that is not added, since its text stands in `row`."""

    row: int
    new: NewExample


class _There(NamedTuple):
    """What the project has of a text."""

    example_id: str
    metadata: dict[str, str]
    open: bool
    gold: Value | None


class Repeats:
    """Counts rows that are not added, lists the first LISTED of their lines and conflicts, and
    collects what they would add to rows that are there: answers and metadata.

    Texts are known by their hashes of 64 bits: that two of a million different texts share one is
    less likely than a fault of the disk.
    """

    def __init__(self, chosen: Duplicates) -> None:
        self._chosen = chosen
        self._row_of: dict[int, int] = {}
        self.known = False
        self.lines: list[int] = []
        self.count = 0
        self.conflicts: list[Conflict] = []
        self.conflict_count = 0
        self.answers: dict[int, tuple[str, Value]] = {}
        self.metadata: dict[int, dict[str, str]] = {}

    def read(self, connection: sqlite3.Connection, labels: LabelNumbers) -> None:
        """Learn the texts of the project."""
        self.known = True
        self._connection = connection
        self._labels = labels
        rows = connection.execute(
            "SELECT e.folded, e.row FROM examples e CROSS JOIN example_states s ON s.row = e.row"
            f" WHERE {VISIBLE} ORDER BY e.row"
        )
        for folded, row in rows:
            self._row_of.setdefault(hash(folded), row)

    def divided(
        self, batch: Sequence[NewExample], folded: list[str], first: int
    ) -> tuple[list[NewExample], list[str], list[Repeat]]:
        """The rows that are new, their folded texts, and the others; `first` is the number that
        the first new one gets."""
        fresh: list[NewExample] = []
        forms: list[str] = []
        repeats: list[Repeat] = []
        for new, form in zip(batch, folded, strict=True):
            number = first + len(fresh)
            row = self._row_of.setdefault(hash(form), number)
            if row == number:
                fresh.append(new)
                forms.append(form)
            else:
                repeats.append(Repeat(row, new))
        return fresh, forms, repeats

    def settle(self, repeats: Sequence[Repeat]) -> None:
        """Count rows whose texts are all written by now."""
        for repeat in repeats:
            self.count += 1
            if len(self.lines) < LISTED:
                self.lines.append(repeat.new.line)
            merges = self._chosen is Duplicates.MERGE
            if merges or repeat.new.gold is not None:
                self._compare(repeat, merges=merges)

    def changes(self, author: str) -> list[tuple[int, MarkChange]]:
        """The answers that rows take over, by row."""
        return [
            (row, MarkChange(example_id, author, Mark(), Mark(gold)))
            for row, (example_id, gold) in self.answers.items()
        ]

    def _compare(self, repeat: Repeat, *, merges: bool) -> None:
        there, new = self._there(repeat.row), repeat.new
        if new.gold is not None and there.gold is not None:
            if value_key(new.gold) != value_key(there.gold):
                self._note(new, there.example_id, there.gold)
        elif merges and new.gold is not None and there.open:
            self.answers[repeat.row] = (there.example_id, new.gold)
        if merges and not new.metadata.keys() <= there.metadata.keys():
            self.metadata[repeat.row] = {**new.metadata, **there.metadata}

    def _there(self, row: int) -> _There:
        """As it is, with what it takes over from earlier rows of the file."""
        example_id, metadata, state, label, record = self._connection.execute(
            "SELECT e.id, e.metadata, s.state, s.label, s.record FROM examples e"
            " JOIN example_states s ON s.row = e.row WHERE e.row = ?",
            (row,),
        ).fetchone()
        gold = gold_value(label, record, self._labels.id_of)
        if gold is None and row in self.answers:
            gold = self.answers[row][1]
        known = self.metadata.get(row) or (json.loads(metadata) if metadata else {})
        return _There(example_id, known, state == State.UNLABELLED, gold)

    def _note(self, new: NewExample, example_id: str, there: Value) -> None:
        assert new.gold is not None
        self.conflict_count += 1
        if len(self.conflicts) < LISTED:
            self.conflicts.append(Conflict(new.line, example_id, new.text, there, new.gold))
