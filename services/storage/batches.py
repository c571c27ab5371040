"""Runs that the service answers as one job, and where those jobs stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.batch import BatchState, StoredBatch
from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from services.storage.database import Database


class BatchTable:
    """One row per run that was sent as a batch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, batch: StoredBatch) -> None:
        """Write how a batch stands."""
        changes = Changes.of(Kind.RUNS, ids=frozenset((batch.run_id,)))
        with self._database.write(changes) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO batches (run, source, job, state) VALUES (?, ?, ?, ?)",
                (batch.run_id, batch.source, batch.job, batch.state),
            )

    def all(self) -> dict[str, StoredBatch]:
        """All batches, by the id of their run."""
        rows = self._database.read().execute("SELECT run, source, job, state FROM batches")
        return {
            run: StoredBatch(run, BatchState(state), source, job)
            for run, source, job, state in rows
        }
