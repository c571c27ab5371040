"""Reviewing: rows one after another, verdicts on them, and what the verdicts say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import Finding, RunState, Verdict
from services.evaluation.causes import Causes, causes
from services.evaluation.comparison import why_not_comparable
from services.evaluation.review_queue import (
    QueueKind,
    ReviewCase,
    ReviewOf,
    Sides,
    found_cases,
    mixed_in,
    right_cases,
)
from services.evaluation.scoring import scored
from services.prediction.voting import vote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.datasets.use_cases import Datasets
    from services.domain.deeds import Part
    from services.domain.example import Value
    from services.domain.prediction import Prediction, Run
    from services.evaluation.scorer import Scorer
    from services.evaluation.use_cases import Evaluation
    from services.history.use_cases import History
    from services.labeling.use_cases import Labeling
    from services.prediction.voting import Vote
    from services.storage.evaluation import EvaluationTable
    from services.storage.project_table import ProjectTable
    from services.storage.runs import RunTable


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """Rows to review, and what was said of them before, by run and example.

    `right` of the cases were mixed in; `seed` says how these were drawn; `unanswered` rows were
    left out of a blind review. `revisions` are those of the gold answers of all snapshots.
    """

    wanted: ReviewOf
    cases: tuple[ReviewCase, ...]
    texts: Mapping[str, str]
    findings: Mapping[str, Mapping[str, Finding]]
    revisions: Mapping[str, int]
    right: int = 0
    seed: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What another run says of a row; `right` None where it is not scored."""

    run: Run
    vote: Vote
    right: bool | None


@dataclass(frozen=True, slots=True)
class Rescored:
    """The accuracy of a run by an earlier revision of the gold answers, and by the newest."""

    run: Run
    before: float | None
    after: float | None
    revision: int


class Review:
    """Each verdict is a deed: with what it changes it can be undone, also after a restart."""

    def __init__(
        self,
        project: ProjectTable,
        datasets: Datasets,
        runs: RunTable,
        table: EvaluationTable,
        evaluation: Evaluation,
        scorer: Scorer,
        labeling: Labeling,
        history: History,
    ) -> None:
        self._project = project
        self._datasets = datasets
        self._runs = runs
        self._table = table
        self._evaluation = evaluation
        self._scorer = scorer
        self._labeling = labeling
        self._history = history

    def queue(self, wanted: ReviewOf) -> ReviewQueue:
        """The rows of a review; large runs take seconds."""
        schema = self._project.task().schema
        sides = self._sides(wanted)
        found = self._within(wanted, found_cases(wanted, sides, schema))
        answered = [case for case in found if case.row.predicted is not None or not wanted.blind]
        cases, right, seed = answered, 0, self._datasets.seed()
        if wanted.mixed and wanted.cell is None:
            taken = {case.row.example_id for case in found}
            others = self._within(wanted, right_cases(wanted, sides, taken))
            cases, right = mixed_in(answered, others, f"{seed} {wanted.run.id}")
        return ReviewQueue(
            wanted,
            tuple(cases),
            self._texts(wanted.run, cases),
            {run.id: self._table.findings(run.id) for run, _ in sides},
            self.revisions(),
            right,
            seed,
            len(found) - len(answered),
        )

    def samples(self, case: ReviewCase) -> list[Prediction]:
        """The predictions of a case's run for its row."""
        return self._runs.predictions_of(case.run.id, (case.row.example_id,))

    def beside(self, case: ReviewCase, gold: Value | None) -> tuple[Beside, ...]:
        """What the other runs over the same rows say of a case's row, beside its gold answer."""
        task = self._project.task()
        found: list[Beside] = []
        for run in self.comparable(case.run)[1:]:
            said = self._runs.predictions_of(run.id, (case.row.example_id,))
            if said:
                voted = vote(said, task.schema)
                row = scored(case.row.example_id, gold, voted, task.schema)
                found.append(Beside(run, voted, row.right if row.counted else None))
        return tuple(found)

    def comparable(self, run: Run) -> tuple[Run, ...]:
        """The run, then all others over the same rows that can stand beside it."""
        others = [each for each in self._runs.all() if each.id != run.id]
        snapshots = {each.id: each for each in self._datasets.snapshots()}
        return (run, *(each for each in others if not why_not_comparable(each, run, snapshots)))

    def say(self, case: ReviewCase, verdict: Verdict) -> None:
        """Keep a verdict on a case."""
        self._history.apply(_TITLES[verdict], [self._part(case, verdict)])

    def correct(self, case: ReviewCase, value: Value) -> None:
        """Fix the gold answer. Raises AppError for no possible answer."""
        part = self._part(case, Verdict.GOLD_WRONG)
        self._labeling.correct(case.row.example_id, value, also=(part,))

    def flag(self, case: ReviewCase, reason: str) -> None:
        """Flag the row as ambiguous. Raises AppError when it was deleted."""
        part = self._part(case, Verdict.AMBIGUOUS)
        self._labeling.flag(case.row.example_id, reason=reason or "ambiguous", also=(part,))

    def findings(self, runs: Sequence[Run]) -> dict[str, dict[str, Finding]]:
        """What was said of the rows of runs, by run and example."""
        return {run.id: self._table.findings(run.id) for run in runs}

    def causes(self, runs: Sequence[Run]) -> Causes:
        """Why rows are wrong in any of these runs, as far as a review said it."""
        pairs = [(self._evaluation.rows(run), self._table.findings(run.id)) for run in runs]
        return causes(pairs, self._project.task().schema)

    def revisions(self) -> dict[str, int]:
        """The newest gold revision of each snapshot that has runs."""
        used = {run.snapshot_id for run in self._runs.all()}
        snapshots = (each for each in self._datasets.snapshots() if each.id in used)
        return {each.id: self._datasets.sync_gold(each).revision for each in snapshots}

    def rescored(self, since: Mapping[str, int]) -> tuple[Rescored, ...]:
        """Each finished run that has other gold answers now than by the revisions `since`: before
        and after, without a call."""
        found: list[Rescored] = []
        now = self.revisions()
        for run in self._runs.all():
            then, newest = since.get(run.snapshot_id), now[run.snapshot_id]
            if then is None or then == newest or run.state is RunState.RUNNING:
                continue
            snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
            before, after = (
                self._scorer.scored(run, replace(snapshot, revision=each)).measures.accuracy
                for each in (then, newest)
            )
            found.append(Rescored(run, before, after, newest))
        return tuple(found)

    def _sides(self, wanted: ReviewOf) -> Sides:
        alone = wanted.kind in (QueueKind.OF_RUN, QueueKind.LEAST_SURE)
        runs = (wanted.run,) if alone else self.comparable(wanted.run)
        return [(run, {row.example_id: row for row in self._evaluation.rows(run)}) for run in runs]

    def _within(self, wanted: ReviewOf, cases: list[ReviewCase]) -> list[ReviewCase]:
        if wanted.within is None:
            return cases
        values = self._scorer.slice_values(wanted.run.snapshot_id, wanted.within.by)
        value = wanted.within.value
        return [case for case in cases if value in values.get(case.row.example_id, ("",))]

    def _texts(self, run: Run, cases: Sequence[ReviewCase]) -> dict[str, str]:
        ids = {case.row.example_id for case in cases}
        snapshot = self._datasets.snapshot_with_id(run.snapshot_id)
        frozen = self._datasets.snapshot_rows(snapshot)
        return {row.example_id: row.text for row in frozen if row.example_id in ids}

    def _part(self, case: ReviewCase, verdict: Verdict) -> Part:
        example_id = case.row.example_id
        try:
            example = self._datasets.example(example_id)
            row, gold = example.row, example.gold
        except AppError:
            row, gold = 0, case.row.gold
        run_ids = [run.id for run in case.runs]
        return self._table.verdict_part(run_ids, example_id, row, Finding(verdict, gold))


_TITLES = {
    Verdict.MODEL_WRONG: "Say that the model is wrong",
    Verdict.GOLD_WRONG: "Say that the gold answer is wrong",
    Verdict.AMBIGUOUS: "Say that it is ambiguous",
    Verdict.GUIDELINE_UNCLEAR: "Say that the guideline is unclear",
    Verdict.RIGHT: "Say that both are right",
}
