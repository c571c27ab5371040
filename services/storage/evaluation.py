"""What a review said of mistakes, and which run the others are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.prediction import Verdict

if TYPE_CHECKING:
    from services.storage.database import Database


class EvaluationTable:
    """Verdicts by run and example; one pinned baseline for each snapshot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verdicts(self, run_id: str) -> dict[str, Verdict]:
        """The verdicts on the predictions of a run, by example id."""
        rows = self._database.read().execute(
            "SELECT example, verdict FROM verdicts WHERE run = ?", (run_id,)
        )
        return {example: Verdict(verdict) for example, verdict in rows}

    def set_verdict(self, run_id: str, example_id: str, verdict: Verdict | None, at: float) -> None:
        """Store a verdict, or take it back with None; `at` in seconds since 1970."""
        with self._database.write(_changed(run_id)) as connection:
            if verdict is None:
                connection.execute(
                    "DELETE FROM verdicts WHERE run = ? AND example = ?", (run_id, example_id)
                )
                return
            connection.execute(
                "INSERT OR REPLACE INTO verdicts (run, example, verdict, at) VALUES (?, ?, ?, ?)",
                (run_id, example_id, verdict, at),
            )

    def baseline(self, snapshot_id: str) -> str | None:
        """The id of the run that was pinned for a snapshot."""
        found = (
            self._database.read()
            .execute("SELECT run FROM baselines WHERE snapshot = ?", (snapshot_id,))
            .fetchone()
        )
        return found[0] if found else None

    def set_baseline(self, snapshot_id: str, run_id: str) -> None:
        with self._database.write(_changed(run_id)) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO baselines (snapshot, run) VALUES (?, ?)",
                (snapshot_id, run_id),
            )


def _changed(run_id: str) -> Changes:
    return Changes.of(Kind.RUNS, ids=frozenset((run_id,)))
