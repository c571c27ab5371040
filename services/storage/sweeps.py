"""Sweeps of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.tuning import Sweep

if TYPE_CHECKING:
    from services.storage.database import Database


class SweepTable:
    """What the jobs of a sweep have in common beside their snapshot and prompt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, sweep: Sweep) -> None:
        """Write a sweep, or its other cap."""
        changes = Changes.of(Kind.JOBS, ids=frozenset((sweep.id,)))
        with self._database.write(changes) as connection:
            connection.execute(
                "INSERT INTO sweeps (id, cap, created) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET cap = excluded.cap",
                (sweep.id, sweep.cap, sweep.created),
            )

    def all(self) -> tuple[Sweep, ...]:
        """The sweeps, the oldest first."""
        rows = self._database.read().execute(
            "SELECT id, cap, created FROM sweeps ORDER BY created, id"
        )
        return tuple(Sweep(*row) for row in rows)

    def with_id(self, sweep_id: str) -> Sweep | None:
        return next((sweep for sweep in self.all() if sweep.id == sweep_id), None)
