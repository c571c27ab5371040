"""Labels as they are stored: with their numbers, and with those that stand no more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from services.domain.example import Value


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label; one that was merged into another (by id) or removed is kept for what refers to
    it."""

    id: str
    name: str
    description: str = ""
    color: str = ""
    former: tuple[str, ...] = ()
    position: int = 0
    merged_into: str | None = None
    removed: bool = False

    @property
    def stands(self) -> bool:
        return self.merged_into is None and not self.removed


@dataclass(frozen=True, slots=True)
class LabelNumbers:
    """Labels are numbered inside the file; everywhere else they have ids.

    `id_of` says which label stands for a number now: a merged label gives way to the one that it
    was merged into. `own_id_of` says which it was when it was written.
    """

    number_of: dict[str, int]
    id_of: dict[int, str]
    own_id_of: dict[int, str]

    def resolved(self, label_id: str) -> str:
        """The label that stands for a label now; ids that the project never had stay."""
        number = self.number_of.get(label_id)
        return label_id if number is None else self.id_of[number]

    def standing_for(self, label_id: str) -> list[int]:
        """The numbers that a label stands for: its own, and those of labels merged into it."""
        return [number for number, stands in self.id_of.items() if stands == label_id]


def label_numbers(connection: sqlite3.Connection) -> LabelNumbers:
    """The numbers of all labels."""
    rows = connection.execute("SELECT number, id, merged_into FROM labels").fetchall()
    merged = {label_id: into for _, label_id, into in rows if into is not None}

    def standing(label_id: str) -> str:
        while label_id in merged:
            label_id = merged[label_id]
        return label_id

    return LabelNumbers(
        {label_id: number for number, label_id, _ in rows},
        {number: standing(label_id) for number, label_id, _ in rows},
        {number: label_id for number, label_id, _ in rows},
    )


def standing_value(value: Value, labels: LabelNumbers) -> Value:
    """A value as it reads now: the label that stands for its label."""
    return labels.resolved(value) if isinstance(value, str) else value


def read_labels(connection: sqlite3.Connection) -> dict[str, LabelRow]:
    """All labels by id."""
    rows = connection.execute(
        "SELECT id, name, description, color, former, position, merged_into, removed FROM labels"
    )
    return {
        label_id: LabelRow(
            label_id, name, text, color, tuple(json.loads(former)), position, into, bool(removed)
        )
        for label_id, name, text, color, former, position, into, removed in rows
    }


def write_labels(connection: sqlite3.Connection, labels: Iterable[LabelRow]) -> None:
    """Add labels, or write over those of the same id."""
    connection.executemany(
        "INSERT INTO labels (id, name, description, color, former, position, merged_into, removed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
        " description = excluded.description, color = excluded.color, former = excluded.former,"
        " position = excluded.position, merged_into = excluded.merged_into,"
        " removed = excluded.removed",
        [
            (
                row.id,
                row.name,
                row.description,
                row.color,
                json.dumps(row.former, ensure_ascii=False),
                row.position,
                row.merged_into,
                int(row.removed),
            )
            for row in labels
        ],
    )
