"""Snapshots: frozen rows, and numbered revisions of their gold answers."""

from __future__ import annotations

import json
from array import array
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeVar

import orjson

from services.domain.changes import Changes, Kind
from services.domain.ids import new_id
from services.domain.snapshot import Snapshot, SnapshotRow
from services.storage.examples import gold_value
from services.storage.label_rows import standing_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from services.domain.example import Value
    from services.storage.database import BulkWriter, Database
    from services.storage.project_table import ProjectTable

Item = TypeVar("Item")

BATCH = 64
_UNFINISHED = "unfinished "
"""Stands in place of the hash while rows are written; such a snapshot is not shown."""
_COLUMNS = (
    "s.id, s.name, s.hash, s.size, coalesce(g.revision, 0), coalesce(g.scored, 0), s.created"
    " FROM snapshots s LEFT JOIN gold_revisions g ON g.snapshot = s.id AND g.revision ="
    " (SELECT max(revision) FROM gold_revisions WHERE snapshot = s.id)"
)


class SnapshotTable:
    """Rows are written once; of each revision only what differs from the one before."""

    def __init__(self, database: Database, project: ProjectTable) -> None:
        self._database = database
        self._project = project
        self.answer_changes = 0
        """How often what gold answers are made of may have changed since the file was opened."""
        database.subscribe(self._on_change)

    def all(self) -> tuple[Snapshot, ...]:
        """All snapshots, the newest first."""
        return self._found(f"WHERE s.hash NOT LIKE '{_UNFINISHED}%' ORDER BY s.created DESC")

    def with_id(self, snapshot_id: str) -> Snapshot | None:
        return next(iter(self._found("WHERE s.id = ?", snapshot_id)), None)

    def with_hash(self, digest: str) -> Snapshot | None:
        return next(iter(self._found("WHERE s.hash = ?", digest)), None)

    def add(self, name: str, digest: str, rows: Iterable[SnapshotRow], at: float) -> Snapshot:
        """Freeze rows under a hash that no snapshot has yet; hidden until all are written."""
        snapshot_id, size = new_id(), 0
        with self._database.bulk(Changes.of(Kind.SNAPSHOTS)) as bulk:
            _discard_unfinished(bulk)
            bulk.connection.execute(
                "INSERT INTO snapshots (id, name, hash, size, created) VALUES (?, ?, ?, 0, ?)",
                (snapshot_id, name, _UNFINISHED + snapshot_id, at),
            )
            for batch in _batches(rows):
                bulk.connection.executemany(
                    "INSERT INTO snapshot_rows (snapshot, position, example, text)"
                    " VALUES (?, ?, ?, ?)",
                    [
                        (snapshot_id, position, row.example_id, row.text)
                        for position, row in enumerate(batch, start=size)
                    ],
                )
                size += len(batch)
                bulk.breathe()
            bulk.connection.execute(
                "UPDATE snapshots SET hash = ?, size = ? WHERE id = ?", (digest, size, snapshot_id)
            )
        return Snapshot(snapshot_id, name, digest, size, 0, 0, at)

    def rows(self, snapshot_id: str) -> tuple[SnapshotRow, ...]:
        """The frozen rows, in order of their ids."""
        found = self._database.read().execute(
            "SELECT example, text FROM snapshot_rows WHERE snapshot = ? ORDER BY position",
            (snapshot_id,),
        )
        return tuple(SnapshotRow(*row) for row in found)

    def by_id(self, rows: array[int]) -> array[int]:
        """Row numbers of examples, put in the order of their ids."""
        found: list[tuple[str, int]] = []
        for start in range(0, len(rows), BATCH):
            block = rows[start : start + BATCH]
            marks = ",".join("?" * len(block))
            found += self._database.read().execute(
                f"SELECT id, row FROM examples WHERE row IN ({marks}) ORDER BY row", block
            )
        if any(first > second for first, second in pairwise(found)):
            found.sort()
        return array("q", (row for _, row in found))

    def gold(self, snapshot_id: str, revision: int) -> dict[str, Value]:
        """The gold answers of a revision by example id; rows without one are left out."""
        found = self._database.read().execute(
            "SELECT example, value, max(revision) FROM gold_answers"
            " WHERE snapshot = ? AND revision <= ? GROUP BY example",
            (snapshot_id, revision),
        )
        labels = self._project.label_numbers()
        return {
            example: standing_value(_value(value), labels)
            for example, value, _ in found
            if value is not None
        }

    def gold_now(self, snapshot_id: str) -> dict[str, Value | None]:
        """What the project says now of those rows of a snapshot that it still has."""
        labels = self._project.label_numbers().id_of
        found = self._database.read().execute(
            "SELECT r.example, s.label, s.record FROM snapshot_rows r"
            " JOIN examples e ON e.id = r.example JOIN example_states s ON s.row = e.row"
            " WHERE r.snapshot = ?",
            (snapshot_id,),
        )
        return {example: gold_value(label, record, labels) for example, label, record in found}

    def add_revision(
        self, snapshot: Snapshot, changed: Mapping[str, Value | None], scored: int, at: float
    ) -> None:
        """Store the next revision: what changed, and how many rows now have a gold answer."""
        revision = snapshot.revision + 1
        with self._database.bulk(Changes.of(Kind.SNAPSHOTS)) as bulk:
            bulk.connection.execute(  # what an attempt that was cut off left
                "DELETE FROM gold_answers WHERE snapshot = ? AND revision = ?",
                (snapshot.id, revision),
            )
            for batch in _batches(changed.items()):
                bulk.connection.executemany(
                    "INSERT INTO gold_answers (snapshot, revision, example, value)"
                    " VALUES (?, ?, ?, ?)",
                    [(snapshot.id, revision, example, _json(value)) for example, value in batch],
                )
                bulk.breathe()
            bulk.connection.execute(
                "INSERT INTO gold_revisions (snapshot, revision, scored, at) VALUES (?, ?, ?, ?)",
                (snapshot.id, revision, scored, at),
            )

    def _on_change(self, changes: Changes) -> None:
        if changes.concern(Kind.ANSWERS, Kind.EXAMPLES, Kind.TASK):
            self.answer_changes += 1

    def _found(self, condition: str, *values: str) -> tuple[Snapshot, ...]:
        rows = self._database.read().execute(f"SELECT {_COLUMNS} {condition}", values)
        return tuple(Snapshot(*row) for row in rows)


def _discard_unfinished(bulk: BulkWriter) -> None:
    """What a stop or a kill left of an earlier snapshot."""
    pattern = (f"{_UNFINISHED}%",)
    unfinished = "SELECT id FROM snapshots WHERE hash LIKE ?"
    bulk.connection.execute(f"DELETE FROM snapshot_rows WHERE snapshot IN ({unfinished})", pattern)
    bulk.connection.execute("DELETE FROM snapshots WHERE hash LIKE ?", pattern)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _value(stored: str) -> Value:
    """Label ids are read the fast way; a record may hold numbers that only `json` reads."""
    return orjson.loads(stored) if stored.startswith('"') else json.loads(stored)


def _json(value: Value | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
