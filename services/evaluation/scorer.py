"""Measures a stored run: here, or in the child process when it is large."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.domain.changes import Kind
from services.domain.prediction import Prediction, PredictionState
from services.evaluation.comparison import marks
from services.evaluation.measures import measure
from services.evaluation.records import AbsentRule
from services.evaluation.scoring import score, scored
from services.evaluation.slices import SliceKind, by_length, by_split, most_first
from services.prediction.voting import vote, votes
from services.storage.database import Database
from services.storage.project_table import ProjectTable
from services.storage.scoring import ScoringTable
from services.storage.snapshots import SnapshotTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.domain.changes import Changes
    from services.domain.prediction import Run, Usage
    from services.domain.snapshot import Snapshot
    from services.evaluation.records import Measures, ScoredRow
    from services.evaluation.slices import SliceBy
    from services.jobs import JobContext
    from services.learning.child import Child
    from services.storage.scoring import Outcome

SMALL = 2_000
"""Predictions up to which measuring takes less than copying the question to another process."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A run measured; `marks` say row by row what comparing it needs, see `comparison.marks`.

    `usage` is the sum over all calls, `milliseconds` the median call.
    """

    measures: Measures
    marks: bytes
    usage: Usage
    milliseconds: float | None


class Scorer:
    """Keeps what it found until the run, the labels or the gold answers change.

    Runs of up to `small` predictions are measured here, others in the child process.
    """

    def __init__(self, database: Database, child: Child, small: int = SMALL) -> None:
        self._database = database
        self._child = child
        self._small = small
        self._project = ProjectTable(database)
        self._table = ScoringTable(database)
        self._known: dict[tuple[str, int, AbsentRule], Scored] = {}
        self._changes = 0
        database.subscribe(self._on_change)

    def rows(self, run: Run, snapshot: Snapshot) -> tuple[ScoredRow, ...]:
        """Each row of the snapshot, in order, beside the gold answer of its revision."""
        return tuple(scored_rows(self._database, self._project, run, snapshot.revision))

    def scored(
        self, run: Run, snapshot: Snapshot, absent: AbsentRule = AbsentRule.COUNTED
    ) -> Scored:
        """The measures of a run by the revision that `snapshot` names."""
        key = (run.id, snapshot.revision, absent)
        known, changes = self._known.get(key), self._changes
        if known is not None:
            return known
        found = self._scored(run, snapshot, absent)
        if changes == self._changes:
            self._known[key] = found
        return found

    def slice_values(self, snapshot_id: str, by: SliceBy) -> Mapping[str, Sequence[str]]:
        """What each example of a snapshot belongs to."""
        match by.kind:
            case SliceKind.COLUMN:
                return most_first(self._table.column(snapshot_id, by.column))
            case SliceKind.LENGTH:
                return by_length(self._table.lengths(snapshot_id))
            case SliceKind.SPLIT:
                return by_split(self._table.splits(snapshot_id))
            case SliceKind.ANNOTATOR:
                return most_first(self._table.annotators(snapshot_id))

    def has_test_rows(self, snapshot_id: str) -> bool:
        """Whether any of the frozen examples with a gold answer is in the test split now."""
        return self._table.has_test_rows(snapshot_id)

    def columns(self, snapshot_id: str) -> tuple[str, ...]:
        """The metadata columns that a run can be divided by."""
        return self._table.columns(snapshot_id)

    def _scored(self, run: Run, snapshot: Snapshot, absent: AbsentRule) -> Scored:
        if snapshot.size * run.samples <= self._small:
            return scored_here(self._database, run, snapshot.revision, absent)
        path, mode = str(self._database.path), self._database.journal_mode
        return self._child.run(scored_apart, path, mode, run, snapshot.revision, absent)

    def _on_change(self, changes: Changes) -> None:
        if changes.concern(Kind.TASK) or (changes.concern(Kind.RUNS) and changes.ids is None):
            self._forget(None)
        elif changes.concern(Kind.RUNS):
            self._forget(changes.ids)

    def _forget(self, run_ids: frozenset[str] | None) -> None:
        self._changes += 1
        for key in tuple(self._known):
            if run_ids is None or key[0] in run_ids:
                self._known.pop(key, None)


def scored_apart(
    path: str, journal_mode: str, run: Run, revision: int, absent: AbsentRule, _: JobContext
) -> Scored:
    """What the child process does: it reads the project file itself."""
    database = Database(Path(path), journal_mode)
    gc.disable()  # hundreds of thousands of rows live to the end, and none is part of a ring
    try:
        return scored_here(database, run, revision, absent)
    finally:
        gc.enable()
        database.close()


def scored_here(database: Database, run: Run, revision: int, absent: AbsentRule) -> Scored:
    """What the rows of a run say, by a gold revision."""
    project = ProjectTable(database)
    task = project.task()
    table = ScoringTable(database)
    if task.kind.has_labels and run.samples == 1:
        rows = shared_rows(table, run, revision)
    else:
        rows = scored_rows(database, project, run, revision)
    measures = measure(run, revision, task, rows, absent)
    return Scored(measures, marks(rows), *table.spent(run.id))


def scored_rows(
    database: Database, project: ProjectTable, run: Run, revision: int
) -> Sequence[ScoredRow]:
    """Each row of a run's snapshot, in order, beside its gold answer."""
    table, schema = ScoringTable(database), project.task().schema
    return score(
        table.example_ids(run.snapshot_id),
        SnapshotTable(database, project).gold(run.snapshot_id, revision),
        votes(table.outcomes(run.id), schema),
        schema,
    )


def shared_rows(table: ScoringTable, run: Run, revision: int) -> Sequence[ScoredRow]:
    """`scored_rows` of labels and one sample, without the ids of the examples: rows that say the
    same are one record, which is four times as fast."""
    gold = table.stored_gold(run.snapshot_id, revision)
    outcomes, read = table.only_outcomes(run.id), table.reader()
    known: dict[tuple[str | None, Outcome | None], ScoredRow] = {}

    def made(answer: str | None, outcome: Outcome | None) -> ScoredRow:
        found = None
        if outcome is not None:
            state, value, agreed, voters = outcome
            said = Prediction(
                "", 0, PredictionState(state), read(value), votes=agreed, voters=voters
            )
            found = vote([said])
        return known.setdefault((answer, outcome), scored("", read(answer), found))

    pairs = ((gold.get(each), outcomes.get(each)) for each in table.example_ids(run.snapshot_id))
    return [known.get(pair) or made(*pair) for pair in pairs]
