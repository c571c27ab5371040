"""Evaluation: how good runs are, what they got wrong, and what a review says of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import Run, RunState
from services.evaluation.comparison import adjusted, difference, why_not_comparable
from services.evaluation.mistakes import mistakes
from services.evaluation.records import AbsentRule, Compared
from services.evaluation.saving import run_document, save_json
from services.evaluation.slices import slices
from services.evaluation.tied import tied
from services.jobs import JobContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Verdict
    from services.domain.snapshot import Snapshot
    from services.evaluation.brought_in import PredictionColumns
    from services.evaluation.importing import BroughtIn, PredictionFile, PredictionImport
    from services.evaluation.records import Cell, Measures, ScoredRow
    from services.evaluation.scorer import Scored, Scorer
    from services.evaluation.slices import InSlice, Slice, SliceBy
    from services.evaluation.spending import Spending
    from services.evaluation.tied import Tied
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
        scorer: Scorer,
        spending: Spending,
        importing: PredictionImport,
        clock: Clock,
    ) -> None:
        self._project = project
        self._datasets = datasets
        self._runs = runs
        self._table = table
        self._scorer = scorer
        self._spending = spending
        self._importing = importing
        self._clock = clock

    def measure(self, run: Run, absent: AbsentRule = AbsentRule.COUNTED) -> Measures:
        """All measures of a run. Answers that changed make a new gold revision first.

        `absent` says what becomes of values that the gold record does not have. A run of more than
        2,000 predictions is measured in the child process.
        """
        return self._scorer.scored(run, self._snapshot(run), absent).measures

    def rows(self, run: Run) -> tuple[ScoredRow, ...]:
        """Each row of the run's snapshot, in order, beside its newest gold answer."""
        return self._scorer.rows(run, self._snapshot(run))

    def mistakes(
        self, run: Run, cell: Cell | None = None, within: InSlice | None = None
    ) -> tuple[ScoredRow, ...]:
        """The rows that a run got wrong; of a cell of the confusion grid, all its rows; `within` a
        slice, only those of it."""
        found = mistakes(self.rows(run), cell)
        if within is None:
            return found
        values = self._scorer.slice_values(run.snapshot_id, within.by)
        return tuple(row for row in found if within.value in values.get(row.example_id, ("",)))

    def slices(self, run: Run, by: SliceBy) -> tuple[Slice, ...]:
        """The run divided by a metadata column, the length of the text, split or annotator."""
        return slices(self.rows(run), self._scorer.slice_values(run.snapshot_id, by))

    def has_test_rows(self, snapshot: Snapshot) -> bool:
        """Whether a run over the snapshot is a look at the test rows: some have a gold answer."""
        return self._scorer.has_test_rows(snapshot.id)

    def columns(self, run: Run) -> tuple[str, ...]:
        """The metadata columns that a run can be divided by."""
        return self._scorer.columns(run.snapshot_id)

    def compare(
        self,
        runs: Sequence[Run],
        baseline: Run | None = None,
        absent: AbsentRule = AbsentRule.COUNTED,
    ) -> tuple[Compared, ...]:
        """The runs in the given order, each beside the baseline (by default the first).

        Where a run is over other rows or another connection, the reason stands in place of the
        difference. Differences are taken on the rows that both have; among the runs of one sweep
        their p is adjusted for the number of runs.
        """
        if not runs:
            return ()
        baseline = baseline or runs[0]
        snapshots = self._snapshots((*runs, baseline))
        against = self._scorer.scored(baseline, snapshots[baseline.snapshot_id], absent)
        return adjusted(
            [self._beside(run, baseline, against.marks, snapshots, absent) for run in runs]
        )

    def tied(self, runs: Sequence[Run]) -> Tied | None:
        """The best of the runs over the rows of the first, all that cannot be told from it, and
        the cheapest of them; None when fewer than two were measured. Runs that are not finished,
        did not ask every row, or cannot be compared with the first, are left out, and so are those
        brought in, of which nobody knows what they cost."""
        ours = [run for run in runs if not run.model.brought_in]
        snapshots = self._snapshots(ours)
        alike = [
            run
            for run in ours
            if run.state is RunState.FINISHED and not why_not_comparable(run, ours[0], snapshots)
        ]
        measured = [self._scorer.scored(run, snapshots[run.snapshot_id]) for run in alike]
        return tied(
            [
                (self._compared(run, found), found.marks)
                for run, found in zip(alike, measured, strict=True)
                if not found.measures.counts.not_run
            ]
        )

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

        Accuracy is under the key `exact_match`; the `others` say how they differ from the first.
        Raises AppError when nothing can be written.
        """
        several = (runs,) if isinstance(runs, Run) else tuple(runs)
        if not several:
            raise AppError("There is no run to save.", "Start a run first.")
        names = {label.id: label.name for label in self._project.task().labels}
        documents = [
            run_document(each, self._snapshot(each.run), names) for each in self.compare(several)
        ]
        others = {"others": documents[1:]} if len(documents) > 1 else {}
        save_json(documents[0] | others, path)

    def preview_predictions(self, path: Path | str) -> PredictionFile:
        """The columns of a file of predictions and what each would be taken for. Raises AppError
        for a file that cannot be read."""
        return self._importing.preview(Path(path))

    def import_predictions(
        self,
        path: Path | str,
        snapshot: Snapshot,
        name: str = "",
        columns: PredictionColumns | None = None,
        context: JobContext | None = None,
    ) -> BroughtIn:
        """Bring in predictions that were made elsewhere as a run over a snapshot, called `name`
        (empty: as the file).

        The file (CSV, TSV, JSONL, Excel) has the id or the text of a row on each line, the
        prediction, and, if it likes, the vote share and the samples; `columns` None guesses them
        by their names. An id is an example's own, or what a metadata column of the same name
        says. A prediction that names no label is kept as unparsable. Raises AppError when no line
        fits a row, or the file cannot be read; then nothing is stored.
        """
        context = context or JobContext()
        return self._importing.run(Path(path), snapshot, name, columns, context)

    def _snapshot(self, run: Run) -> Snapshot:
        """The snapshot with the newest gold revision."""
        return self._datasets.sync_gold(self._datasets.snapshot_with_id(run.snapshot_id))

    def _snapshots(self, runs: Iterable[Run]) -> dict[str, Snapshot]:
        one_of_each = {run.snapshot_id: run for run in runs}
        return {each: self._snapshot(run) for each, run in one_of_each.items()}

    def _compared(self, run: Run, found: Scored) -> Compared:
        spent = self._spending.of_run(run, found.usage)
        return Compared(
            run,
            found.measures,
            found.usage,
            found.milliseconds,
            dollars=spent.dollars,
            recipe=spent.recipe,
            sweep=spent.sweep,
        )

    def _beside(
        self,
        run: Run,
        baseline: Run,
        against: bytes,
        snapshots: Mapping[str, Snapshot],
        absent: AbsentRule,
    ) -> Compared:
        found = self._scorer.scored(run, snapshots[run.snapshot_id], absent)
        reason = why_not_comparable(run, baseline, snapshots)
        alone = reason or run.id == baseline.id
        return replace(
            self._compared(run, found),
            difference=None if alone else difference(found.marks, against),
            reason=reason,
        )
