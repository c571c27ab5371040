"""Evaluation: how good runs are, what they got wrong, and what a review says of it."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import Run, Usage
from services.evaluation.comparison import difference, why_not_comparable
from services.evaluation.measures import measure
from services.evaluation.mistakes import mistakes
from services.evaluation.records import Compared
from services.evaluation.saving import run_document, save_json
from services.evaluation.scoring import score
from services.prediction.voting import votes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Prediction, Verdict
    from services.domain.snapshot import Snapshot
    from services.evaluation.records import Cell, Measures, ScoredRow
    from services.ports import Clock
    from services.storage.evaluation import EvaluationTable
    from services.storage.project_table import ProjectTable
    from services.storage.runs import RunTable


class Evaluation:
    """Right and wrong are derived from the newest gold answers at each call, never stored."""

    def __init__(
        self,
        project: ProjectTable,
        datasets: Datasets,
        runs: RunTable,
        table: EvaluationTable,
        clock: Clock,
    ) -> None:
        self._project = project
        self._datasets = datasets
        self._runs = runs
        self._table = table
        self._clock = clock

    def measure(self, run: Run) -> Measures:
        """All measures of a run. Answers that changed make a new gold revision first."""
        return self._measured(run, self._snapshot(run), self._runs.predictions(run.id))[0]

    def rows(self, run: Run) -> tuple[ScoredRow, ...]:
        """Each row of the run's snapshot, in order, beside its newest gold answer."""
        return self._measured(run, self._snapshot(run), self._runs.predictions(run.id))[1]

    def mistakes(self, run: Run, cell: Cell | None = None) -> tuple[ScoredRow, ...]:
        """The rows that a run got wrong; of a cell of the confusion grid, all its rows."""
        return mistakes(self.rows(run), cell)

    def compare(self, runs: Sequence[Run], baseline: Run | None = None) -> tuple[Compared, ...]:
        """The runs in the given order, each beside the baseline (by default the first).

        Where a run is over other rows or another connection, the reason stands in place of the
        difference. Differences are taken on the rows that both have.
        """
        if not runs:
            return ()
        baseline = baseline or runs[0]
        snapshots = {each.snapshot_id: self._snapshot(each) for each in (*runs, baseline)}
        against = self.rows(baseline)
        return tuple(self._beside(run, baseline, against, snapshots) for run in runs)

    def baseline(self, snapshot: Snapshot, runs: Sequence[Run]) -> Run | None:
        """The run that was pinned for a snapshot, else the oldest of those given."""
        pinned = self._table.baseline(snapshot.id)
        known = {run.id: run for run in runs}
        oldest = min(runs, key=lambda run: run.created, default=None)
        return known.get(pinned or "", oldest)

    def pin(self, run: Run) -> None:
        """Make a run the baseline of its snapshot."""
        self._table.set_baseline(run.snapshot_id, run.id)

    def verdicts(self, run: Run) -> dict[str, Verdict]:
        """What a review said of the predictions of a run, by example id."""
        return self._table.verdicts(run.id)

    def judge(self, run: Run, example_id: str, verdict: Verdict | None) -> None:
        """Keep what a review says of a prediction; None takes it back."""
        self._table.set_verdict(run.id, example_id, verdict, self._clock.now())

    def save(self, runs: Run | Sequence[Run], path: Path) -> None:
        """Write the evaluation of a run as JSON; of several, the first with the `others` beside.

        Accuracy is under the key `exact_match`. Raises AppError when nothing can be written.
        """
        several = (runs,) if isinstance(runs, Run) else tuple(runs)
        if not several:
            raise AppError("There is no run to save.", "Start a run first.")
        names = {label.id: label.name for label in self._project.task().labels}
        documents = [
            run_document(run, self.measure(run), self._snapshot(run), names) for run in several
        ]
        others = {"others": documents[1:]} if len(documents) > 1 else {}
        save_json(documents[0] | others, path)

    def _snapshot(self, run: Run) -> Snapshot:
        """The snapshot with the newest gold revision."""
        return self._datasets.sync_gold(self._datasets.snapshot_with_id(run.snapshot_id))

    def _measured(
        self, run: Run, snapshot: Snapshot, predictions: Sequence[Prediction]
    ) -> tuple[Measures, tuple[ScoredRow, ...]]:
        task = self._project.task()
        rows = score(
            [row.example_id for row in self._datasets.snapshot_rows(snapshot)],
            self._datasets.gold(snapshot),
            votes(predictions, task.schema),
            task.schema,
        )
        return measure(run, snapshot.revision, task, rows), rows

    def _beside(
        self,
        run: Run,
        baseline: Run,
        against: Sequence[ScoredRow],
        snapshots: Mapping[str, Snapshot],
    ) -> Compared:
        predictions = self._runs.predictions(run.id)
        measures, rows = self._measured(run, snapshots[run.snapshot_id], predictions)
        reason = why_not_comparable(run, baseline, snapshots)
        alone = reason or run.id == baseline.id
        return Compared(
            run,
            measures,
            _usage(predictions),
            median(each.milliseconds for each in predictions) if predictions else None,
            None if alone else difference(rows, against),
            reason,
        )


def _usage(predictions: Sequence[Prediction]) -> Usage:
    return Usage(
        sum(each.usage.input_tokens for each in predictions),
        sum(each.usage.output_tokens for each in predictions),
        sum(each.usage.thought_tokens for each in predictions),
    )
