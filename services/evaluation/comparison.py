"""Which runs can be compared, and how far apart they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.prediction import ConnectionKind
from services.evaluation.intervals import newcombe
from services.evaluation.records import Difference
from services.evaluation.significance import holm, mcnemar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.domain.prediction import Run
    from services.domain.snapshot import Snapshot
    from services.evaluation.records import Compared, ScoredRow

NOT_COUNTED, WRONG, RIGHT = 0, 1, 2
_NAMES = {ConnectionKind.SANDBOX: "the Sandbox", ConnectionKind.VERTEX: "Vertex AI"}


def why_not_comparable(run: Run, baseline: Run, snapshots: Mapping[str, Snapshot]) -> str:
    """In words why two runs cannot be compared; empty when they can.

    Only runs over the same frozen rows (the same hash) and the same connection are; predictions
    that were brought in from elsewhere can be compared with those of either connection.
    """
    if snapshots[run.snapshot_id].hash != snapshots[baseline.snapshot_id].hash:
        return "It ran over other rows than the baseline."
    brought_in = run.model.brought_in or baseline.model.brought_in
    if not brought_in and run.model.connection is not baseline.model.connection:
        mine, other = _NAMES[run.model.connection], _NAMES[baseline.model.connection]
        return f"It comes from {mine}, the baseline from {other}."
    return ""


def marks(rows: Iterable[ScoredRow]) -> bytes:
    """A byte for each row of the snapshot, in order: NOT_COUNTED, WRONG or RIGHT."""
    return bytes(row.counted + (row.counted and row.right) for row in rows)


def difference(run: bytes, baseline: bytes) -> Difference:
    """A run against the baseline on the rows that count in both, from the `marks` of the two
    over the same rows."""
    pairs = Counter(zip(run, baseline, strict=True))
    both, only_run = pairs[RIGHT, RIGHT], pairs[RIGHT, WRONG]
    only_baseline, neither = pairs[WRONG, RIGHT], pairs[WRONG, WRONG]
    found = Difference(
        rows=both + only_run + only_baseline + neither,
        right_in_run=both + only_run,
        right_in_baseline=both + only_baseline,
        only_run=only_run,
        only_baseline=only_baseline,
    )
    return replace(found, p=mcnemar(found.only_run, found.only_baseline), interval=newcombe(found))


def adjusted(compared: Sequence[Compared]) -> tuple[Compared, ...]:
    """The same, with p adjusted (Holm) among the runs of one sweep: who compares five recipes
    with the baseline finds one better by chance more easily than who compares one."""
    families: dict[str, list[int]] = {}
    for at, each in enumerate(compared):
        if each.sweep and each.difference is not None:
            families.setdefault(each.sweep, []).append(at)
    done = list(compared)
    for places in families.values():
        differences = [each.difference for each in (done[at] for at in places) if each.difference]
        values = holm([each.p for each in differences])
        for at, found, p in zip(places, differences, values, strict=True):
            done[at] = replace(done[at], difference=replace(found, p=p, family=len(places)))
    return tuple(done)
