"""What the samples of a run say together, read once as long as nothing changes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar

from services.domain.changes import Kind
from services.prediction.voting import votes

if TYPE_CHECKING:
    from services.domain.changes import Changes
    from services.domain.prediction import Run
    from services.evaluation.records import ScoredRow
    from services.evaluation.use_cases import Evaluation
    from services.prediction.voting import Vote
    from services.storage.database import Database
    from services.storage.project_table import ProjectTable
    from services.storage.runs import RunTable

Found = TypeVar("Found")
KEPT = 2
"""A run and the one that its thresholds are measured on; each may have 100,000 rows."""


class RunVotes:
    """Votes and scored rows of runs, the newest kept until runs, answers or the task change."""

    def __init__(
        self, database: Database, project: ProjectTable, runs: RunTable, evaluation: Evaluation
    ) -> None:
        self._project = project
        self._runs = runs
        self._evaluation = evaluation
        self._votes: OrderedDict[str, dict[str, Vote]] = OrderedDict()
        self._rows: OrderedDict[str, tuple[ScoredRow, ...]] = OrderedDict()
        self._changes = 0
        database.subscribe(self._on_change)

    def votes(self, run: Run) -> dict[str, Vote]:
        """The vote of each row that has a prediction, by example id."""
        known, changes = self._votes.get(run.id), self._changes
        if known is None:
            known = votes(self._runs.predictions(run.id), self._project.task().schema)
            self._keep(self._votes, run.id, known, changes)
        return known

    def rows(self, run: Run) -> tuple[ScoredRow, ...]:
        """Each row of the run's snapshot, in order, beside its newest gold answer."""
        known, changes = self._rows.get(run.id), self._changes
        if known is None:
            known = self._evaluation.rows(run)
            self._keep(self._rows, run.id, known, changes)
        return known

    def _keep(self, kept: OrderedDict[str, Found], run_id: str, found: Found, changes: int) -> None:
        if changes != self._changes:
            return
        kept[run_id] = found
        while len(kept) > KEPT:
            kept.popitem(last=False)

    def _on_change(self, changes: Changes) -> None:
        if changes.concern(Kind.RUNS, Kind.ANSWERS, Kind.TASK, Kind.EXAMPLES):
            self._changes += 1
            self._votes.clear()
            self._rows.clear()
