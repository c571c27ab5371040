"""Freezing rows, so that what is measured on them can be compared."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.domain.snapshot import SnapshotRow
from services.domain.values import value_key

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator

    from services.domain.example import Value
    from services.domain.snapshot import Snapshot
    from services.jobs import JobContext
    from services.ports import Clock
    from services.storage.examples import ExampleTable
    from services.storage.snapshots import SnapshotTable

_FILTERS = {
    "training": ExampleFilter(split=Split.TRAINING),
    "validation": ExampleFilter(split=Split.VALIDATION),
    "test": ExampleFilter(split=Split.TEST),
    "unlabelled": ExampleFilter(state=State.UNLABELLED),
    "all": ExampleFilter(),
}
_BLOCK = 128


class Snapshots:
    """Makes and reads snapshots; see `Datasets`."""

    def __init__(self, table: SnapshotTable, examples: ExampleTable, clock: Clock) -> None:
        self._table = table
        self._examples = examples
        self._clock = clock
        self._syncing = threading.Lock()
        self._synced_at: dict[str, int] = {}

    def take(self, wanted: str | ExampleFilter, context: JobContext) -> Snapshot:
        what = wanted if isinstance(wanted, str) else "chosen"
        filter_ = _FILTERS[wanted] if isinstance(wanted, str) else wanted
        rows = self._table.by_id(self._examples.rows(filter_, context))
        if not rows:
            raise _nothing(what)
        digest = digest_of(self._texts(rows, context))
        snapshot = self._table.with_hash(digest)
        if snapshot is None:
            name = f"{what.capitalize()}, {len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
            texts = self._texts(rows, context)
            snapshot = self._table.add(name, digest, texts, self._clock.now())
        return self.sync_gold(snapshot)

    def sync_gold(self, snapshot: Snapshot) -> Snapshot:
        # Several threads may measure at once, and the caller may know an older revision.
        with self._syncing:
            changes = self._table.answer_changes
            if self._synced_at.get(snapshot.id) == changes:
                return self.with_id(snapshot.id)
            synced = self._synced(self.with_id(snapshot.id))
            self._synced_at[snapshot.id] = changes
            return synced

    def _synced(self, snapshot: Snapshot) -> Snapshot:
        before = self._table.gold(snapshot.id, snapshot.revision)
        now = self._table.gold_now(snapshot.id)
        changed = {
            example_id: value
            for example_id, value in now.items()
            if not _same(value, before.get(example_id))
        }
        if snapshot.revision and not changed:
            return snapshot
        scored = sum(value is not None for value in (before | now).values())
        self._table.add_revision(snapshot, changed, scored, self._clock.now())
        return self.with_id(snapshot.id)

    def with_id(self, snapshot_id: str) -> Snapshot:
        snapshot = self._table.with_id(snapshot_id)
        if snapshot is None:
            raise AppError(
                "This snapshot is not in the project any more.", "Choose another one.", snapshot_id
            )
        return snapshot

    def _texts(self, rows: array[int], context: JobContext) -> Iterator[SnapshotRow]:
        for start in range(0, len(rows), _BLOCK):
            context.report(start, len(rows))
            for example_id, text in self._examples.texts(rows[start : start + _BLOCK]):
                yield SnapshotRow(example_id, text)


def digest_of(rows: Iterable[SnapshotRow]) -> str:
    """SHA-256, as hexadecimal digits, over ids and texts; `rows` are sorted by id.

    Each row is its id, a zero byte, the text in UTF-8, and a zero byte; a text that holds zero
    bytes of its own cannot pass for two rows, since ids have a fixed length.
    """
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.example_id}\0{row.text}\0".encode())
    return digest.hexdigest()


def _same(first: Value | None, second: Value | None) -> bool:
    if first != second or isinstance(first, str):
        return first == second
    return value_key(first) == value_key(second)


def _nothing(what: str) -> AppError:
    if what in ("training", "validation", "test"):
        return AppError(f"There are no {what} rows.", "Split the data first, on the Data page.")
    return AppError("There are no such rows.", "Choose other rows, or import some first.")
