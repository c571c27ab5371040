"""The curves of tuning jobs, as they were last read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.curves import CurveName, CurvePoint

if TYPE_CHECKING:
    from services.domain.curves import Curves
    from services.storage.database import Database


class CurveTable:
    """A job's curves are replaced as a whole; they have a few thousand points at most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, job_id: str) -> Curves:
        """The curves of a job; empty when none were read."""
        found: dict[CurveName, list[CurvePoint]] = {}
        rows = self._database.read().execute(
            "SELECT curve, step, value FROM tuning_curves WHERE job = ? ORDER BY curve, step",
            (job_id,),
        )
        for curve, step, value in rows:
            found.setdefault(CurveName(curve), []).append(CurvePoint(step, value))
        return {curve: tuple(points) for curve, points in found.items()}

    def jobs(self) -> frozenset[str]:
        """The ids of the jobs of which there are curves."""
        rows = self._database.read().execute("SELECT DISTINCT job FROM tuning_curves")
        return frozenset(job for (job,) in rows)

    def put(self, job_id: str, curves: Curves) -> None:
        """Store the curves of a job in place of those that are there."""
        changes = Changes.of(Kind.JOBS, ids=frozenset((job_id,)))
        with self._database.write(changes) as connection:
            connection.execute("DELETE FROM tuning_curves WHERE job = ?", (job_id,))
            connection.executemany(
                "INSERT INTO tuning_curves (job, curve, step, value) VALUES (?, ?, ?, ?)",
                [
                    (job_id, curve, point.step, point.value)
                    for curve, points in curves.items()
                    for point in points
                ],
            )
