"""What holds a label: answers, predictions and shots."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.storage.examples import VISIBLE
from services.storage.label_rows import LabelRow, label_numbers, read_labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.jobs import JobContext
    from services.storage.database import Database


@dataclass(frozen=True, slots=True)
class LabelUse:
    """How many answers (of all authors), predictions of stored runs, and shots chosen by hand
    hold a label. `rows` counts the examples that have it as gold answer."""

    rows: int = 0
    answers: int = 0
    predictions: int = 0
    shots: int = 0


class LabelUseTable:
    """Counts over the whole project: call it aside."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def uses(self, context: JobContext | None = None) -> dict[str, LabelUse]:
        """What holds each label, by its id; labels merged into another count for that one."""
        with self._database.interruptible(context) as connection:
            numbers = label_numbers(connection)
            rows = connection.execute(
                "SELECT s.label, count(*) FROM example_states s"
                f" WHERE s.label IS NOT NULL AND {VISIBLE} GROUP BY s.label"
            ).fetchall()
            answers = connection.execute(
                "SELECT a.label, count(*) FROM current_answers a JOIN example_states s"
                f" ON s.row = a.row WHERE a.label IS NOT NULL AND {VISIBLE} GROUP BY a.label"
            ).fetchall()
            predictions = connection.execute(
                "SELECT value, count(*) FROM predictions WHERE value IS NOT NULL GROUP BY value"
            ).fetchall()
            shots = connection.execute(
                "SELECT s.label, count(*) FROM (SELECT DISTINCT p.id, j.value FROM prompts p,"
                " json_each(p.shots, '$.by_hand') j) c JOIN examples e ON e.id = c.value"
                " JOIN example_states s ON s.row = e.row WHERE s.label IS NOT NULL"
                " GROUP BY s.label"
            ).fetchall()
        by_id = numbers.id_of
        return _together(
            ((by_id[label], count) for label, count in rows),
            ((by_id[label], count) for label, count in answers),
            ((numbers.resolved(value), count) for value, count in _read(predictions)),
            ((by_id[label], count) for label, count in shots),
        )

    def rows(self) -> dict[str, LabelRow]:
        """All labels by id, also those that stand no more."""
        return read_labels(self._database.read())


def _read(predictions: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    for text, count in predictions:
        value = json.loads(text)
        if isinstance(value, str):
            yield value, count


def _together(*counts: Iterable[tuple[str, int]]) -> dict[str, LabelUse]:
    sums: dict[str, list[int]] = {}
    for place, pairs in enumerate(counts):
        for label_id, count in pairs:
            sums.setdefault(label_id, [0] * len(counts))[place] += count
    return {label_id: LabelUse(*found) for label_id, found in sums.items()}
