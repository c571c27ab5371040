"""What a review said of mistakes, and which run the others are compared with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.domain.changes import Changes, Kind
from services.domain.deeds import Part, PartKind
from services.domain.prediction import Finding, Verdict

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from services.ports import Clock
    from services.storage.database import Database


class EvaluationTable:
    """Verdicts by run and example; one pinned baseline for each snapshot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verdicts(self, run_id: str) -> dict[str, Verdict]:
        """The verdicts on the predictions of a run, by example id."""
        return {each: found.verdict for each, found in self.findings(run_id).items()}

    def findings(self, run_id: str) -> dict[str, Finding]:
        """The verdicts on the predictions of a run, by example id, with the gold answers that they
        were given on."""
        rows = self._database.read().execute(
            "SELECT example, verdict, gold FROM verdicts WHERE run = ?", (run_id,)
        )
        return {example: _finding(verdict, gold) for example, verdict, gold in rows}

    def set_verdict(self, run_id: str, example_id: str, verdict: Verdict | None, at: float) -> None:
        """Store a verdict, or take it back with None; `at` in seconds since 1970."""
        finding = None if verdict is None else Finding(verdict)
        with self._database.write(Changes.of(Kind.VERDICTS)) as connection:
            _put(connection, run_id, example_id, _stored(finding), at)

    def verdict_part(
        self, run_ids: Iterable[str], example_id: str, row: int, finding: Finding | None
    ) -> Part:
        """The part of a deed that gives a verdict on the predictions of these runs; `row` is that
        of the example."""
        runs = [
            [run_id, _stored(self.findings(run_id).get(example_id)), _stored(finding)]
            for run_id in run_ids
        ]
        data = {"example": example_id, "rows": [[row, row]], "runs": runs}
        return Part(PartKind.VERDICTS, data)

    def baseline(self, snapshot_id: str) -> str | None:
        """The id of the run that was pinned for a snapshot."""
        found = (
            self._database.read()
            .execute("SELECT run FROM baselines WHERE snapshot = ?", (snapshot_id,))
            .fetchone()
        )
        return found[0] if found else None

    def set_baseline(self, snapshot_id: str, run_id: str) -> None:
        changes = Changes.of(Kind.RUNS, ids=frozenset((run_id,)))
        with self._database.write(changes) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO baselines (snapshot, run) VALUES (?, ?)",
                (snapshot_id, run_id),
            )


class VerdictEffect:
    """Verdicts of a review on one example, as [run, before, after]: see `verdict_part`."""

    kinds = frozenset((Kind.VERDICTS,))

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def apply(self, connection: sqlite3.Connection, data: dict[str, Any], *, forward: bool) -> None:
        for run_id, before, after in data["runs"]:
            said = after if forward else before
            _put(connection, run_id, data["example"], said, self._clock.now())


def _stored(finding: Finding | None) -> list[str | None] | None:
    if finding is None:
        return None
    known = finding.gold is not None
    return [finding.verdict, json.dumps(finding.gold, ensure_ascii=False) if known else None]


def _finding(verdict: str, gold: str | None) -> Finding:
    return Finding(Verdict(verdict), None if gold is None else json.loads(gold))


def _put(
    connection: sqlite3.Connection,
    run_id: str,
    example_id: str,
    said: list[str | None] | None,
    at: float,
) -> None:
    if said is None:
        connection.execute(
            "DELETE FROM verdicts WHERE run = ? AND example = ?", (run_id, example_id)
        )
        return
    connection.execute(
        "INSERT OR REPLACE INTO verdicts (run, example, verdict, gold, at) VALUES (?, ?, ?, ?, ?)",
        (run_id, example_id, *said, at),
    )
