"""One import under way: its rows, batch by batch, above the mark that readers look up to."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import orjson

from services.domain.duplicates import Duplicates
from services.domain.example import Source, State
from services.domain.ids import id_sequence, new_id
from services.domain.text import fold
from services.storage.mark_writing import stored, stored_evidence
from services.storage.repeats import Repeats

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from services.domain.evidence import Evidence
    from services.domain.example import Split, Value
    from services.storage.project_table import ProjectTable
    from services.storage.repeats import Repeat

_UNLABELLED, _ANSWERED = int(State.UNLABELLED), int(State.ANSWERED)
"""Plain numbers: SQLite's module looks for an adapter for each value of another type."""
_EXAMPLE = (
    "INSERT INTO examples (row, id, text, folded, metadata, import) VALUES (?, ?, ?, ?, ?, ?)"
)
_STATE = (
    "INSERT INTO example_states (row, state, split, split_given, label, record)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_LOG = (
    "INSERT INTO answer_log (seq, id, row, author, act, label, record, evidence, source,"
    f" guideline, at) VALUES (?, ?, ?, ?, 'answer', ?, ?, ?, '{Source.IMPORTED}', ?, ?)"
)
_CURRENT = (
    "INSERT INTO current_answers (row, author, adjudicated, label, record, evidence, seq)"
    " VALUES (?, ?, 0, ?, ?, ?, ?)"
)


class NewExample(NamedTuple):
    """A row to be imported; `gold` is a label id or a record, None for an unlabelled row."""

    text: str
    metadata: Mapping[str, str]
    split: Split | None = None
    gold: Value | None = None
    line: int = 0
    """Where it stands in its file."""
    evidence: Evidence | None = None


class Adding:
    """Writes the rows of one import inside the transactions of a bulk writer."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        project: ProjectTable,
        author: str,
        at: float,
        split_of: Callable[[str, Mapping[str, str]], Split | None] | None,
        duplicates: Duplicates,
    ) -> None:
        self._connection = connection
        self._labels = project.label_numbers()
        self._guideline = project.guideline_revision()
        self._author = author
        self._at = at
        self._split_of = split_of
        self._ids = id_sequence()
        self._log_ids = id_sequence()
        self.last_row = project.record().last_row
        self.first_row = self.last_row + 1
        self.number = 0
        self.count = 0
        self.labelled = 0
        self.repeats = Repeats(duplicates)
        if duplicates is not Duplicates.KEEP:
            self.repeats.read(connection, self._labels)

    def begin(self, source: str, mapping: str) -> None:
        cursor = self._connection.execute(
            "INSERT INTO imports (id, source, mapping, at) VALUES (?, ?, ?, ?)",
            (new_id(), source, mapping, self._at),
        )
        assert cursor.lastrowid is not None
        self.number = cursor.lastrowid

    def write(self, batch: Sequence[NewExample]) -> None:
        folded = [fold(new.text) for new in batch]
        repeats: list[Repeat] = []
        if self.repeats.known:
            batch, folded, repeats = self.repeats.divided(batch, folded, self.last_row + 1)
        if batch:
            self._write_rows(batch, folded)
        if repeats:
            self.repeats.settle(repeats)

    def _write_rows(self, batch: Sequence[NewExample], folded: list[str]) -> None:
        rows = range(self.last_row + 1, self.last_row + 1 + len(batch))
        ids = list(islice(self._ids, len(batch)))
        values = [stored(new.gold, self._labels) for new in batch]
        self._write_texts(rows, ids, batch, folded)
        self._write_states(rows, ids, batch, values)
        answers = [
            (row, label, record, stored_evidence(new.evidence))
            for row, new, (label, record) in zip(rows, batch, values, strict=True)
            if label is not None or record is not None
        ]
        if answers:
            self._write_answers(answers)
        self.last_row += len(batch)
        self.count += len(batch)
        self.labelled += len(answers)

    def _write_texts(
        self, rows: range, ids: list[str], batch: Sequence[NewExample], folded: list[str]
    ) -> None:
        number = self.number
        self._connection.executemany(
            _EXAMPLE,
            [
                (row, example_id, new.text, form, _json(new.metadata), number)
                for row, example_id, new, form in zip(rows, ids, batch, folded, strict=True)
            ],
        )

    def _write_states(
        self,
        rows: range,
        ids: list[str],
        batch: Sequence[NewExample],
        values: list[tuple[int | None, str | None]],
    ) -> None:
        self._connection.executemany(
            _STATE,
            [
                (
                    row,
                    _UNLABELLED if new.gold is None else _ANSWERED,
                    self._split(example_id, new),
                    0 if new.split is None else 1,
                    label,
                    record,
                )
                for row, example_id, new, (label, record) in zip(
                    rows, ids, batch, values, strict=True
                )
            ],
        )

    def _split(self, example_id: str, new: NewExample) -> int | None:
        """The row's own split, else the one that its id is assigned to."""
        split = new.split
        if split is None and self._split_of is not None:
            split = self._split_of(example_id, new.metadata)
        return None if split is None else int(split)

    def _write_answers(self, answers: list[tuple[int, int | None, str | None, str | None]]) -> None:
        # The person at the keys may have answered since the last batch.
        (seq,) = self._connection.execute("SELECT max(seq) FROM answer_log").fetchone()
        first = (seq or 0) + 1
        author, guideline, at = self._author, self._guideline, self._at
        self._connection.executemany(
            _LOG,
            [
                (seq, log_id, row, author, label, record, evidence, guideline, at)
                for seq, (log_id, (row, label, record, evidence)) in enumerate(
                    zip(self._log_ids, answers, strict=False), first
                )
            ],
        )
        self._connection.executemany(
            _CURRENT,
            [
                (row, author, label, record, evidence, seq)
                for seq, (row, label, record, evidence) in enumerate(answers, first)
            ],
        )


def _json(metadata: Mapping[str, str]) -> str | None:
    return orjson.dumps(metadata).decode() if metadata else None
