"""Which runs can be compared, and how far apart they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.prediction import ConnectionKind
from services.evaluation.records import Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.domain.prediction import Run
    from services.domain.snapshot import Snapshot
    from services.evaluation.records import ScoredRow

_NAMES = {ConnectionKind.SANDBOX: "the Sandbox", ConnectionKind.VERTEX: "Vertex AI"}


def why_not_comparable(run: Run, baseline: Run, snapshots: Mapping[str, Snapshot]) -> str:
    """In words why two runs cannot be compared; empty when they can.

    Only runs over the same frozen rows (the same hash) and the same connection are.
    """
    if snapshots[run.snapshot_id].hash != snapshots[baseline.snapshot_id].hash:
        return "It ran over other rows than the baseline."
    if run.model.connection is not baseline.model.connection:
        mine, other = _NAMES[run.model.connection], _NAMES[baseline.model.connection]
        return f"It comes from {mine}, the baseline from {other}."
    return ""


def difference(rows: Iterable[ScoredRow], baseline: Iterable[ScoredRow]) -> Difference:
    """A run against the baseline on the rows that count in both."""
    known = {row.example_id: row.right for row in baseline if row.counted}
    pairs = [
        (row.right, known[row.example_id])
        for row in rows
        if row.counted and row.example_id in known
    ]
    return Difference(
        rows=len(pairs),
        right_in_run=sum(mine for mine, _ in pairs),
        right_in_baseline=sum(other for _, other in pairs),
        only_run=sum(mine and not other for mine, other in pairs),
        only_baseline=sum(other and not mine for mine, other in pairs),
    )
