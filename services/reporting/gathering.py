"""Puts together what a report says, from the use cases that the window shows it by."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.prediction import PredictionState, Verdict
from services.evaluation.mistakes import mistakes
from services.reporting.records import (
    DataSummary,
    Mistake,
    Report,
    ReportedPrompt,
    ReportedRun,
)
from services.reporting.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.datasets.use_cases import Datasets
    from services.domain.example import Value
    from services.domain.prediction import Run
    from services.domain.prompt import Prompt, RenderedPrompt
    from services.domain.snapshot import Snapshot
    from services.evaluation.records import AbsentRule, Compared, ScoredRow
    from services.evaluation.use_cases import Evaluation
    from services.jobs import JobContext
    from services.ports import Clock
    from services.prediction.use_cases import Predictions
    from services.prompts.use_cases import Prompts
    from services.reporting.tuned import TuningFacts
    from services.storage.imports import ImportTable
    from services.storage.project_table import ProjectTable

WORDS = {
    PredictionState.ANSWERED: "",
    PredictionState.UNPARSABLE: "unparsable",
    PredictionState.REFUSED: "refused",
    PredictionState.FAILED: "failed",
    PredictionState.NOT_RUN: "not run",
}
VERDICTS = {
    Verdict.MODEL_WRONG: "model wrong",
    Verdict.GOLD_WRONG: "gold wrong",
    Verdict.AMBIGUOUS: "ambiguous",
}


class Gatherer:
    """Reads a project; `tuned` knows of the tuning jobs behind models."""

    def __init__(
        self,
        project: ProjectTable,
        imports: ImportTable,
        datasets: Datasets,
        prompts: Prompts,
        prediction: Predictions,
        evaluation: Evaluation,
        tuned: TuningFacts,
        clock: Clock,
    ) -> None:
        self._project = project
        self._imports = imports
        self._datasets = datasets
        self._prompts = prompts
        self._prediction = prediction
        self._evaluation = evaluation
        self._tuned = tuned
        self._clock = clock

    def report(
        self, subject: Run, absent: AbsentRule, most_mistakes: int, context: JobContext
    ) -> Report:
        """All runs over the snapshot of the `subject`, with up to `most_mistakes` of each."""
        snapshot = self._datasets.snapshot_with_id(subject.snapshot_id)
        snapshot = self._datasets.sync_gold(snapshot)
        texts = {row.example_id: row.text for row in self._datasets.snapshot_rows(snapshot)}
        runs = self._runs(subject, snapshot, absent, texts, most_mistakes, context)
        context.check()
        return Report(
            made=self._clock.now(),
            project_id=self._project.record().id,
            task=self._project.task(),
            guideline_revision=self._project.guideline_revision(),
            data=self._data(snapshot, context),
            absent=absent,
            runs=runs,
            tied=self._evaluation.tied([each.run for each in runs]),
            prompts=tuple(self._in_full(each, texts) for each in _distinct(runs)),
            jobs=self._tuned.behind(each.run for each in runs),
            versions=versions(),
        )

    def rows(self, run: Run) -> tuple[ScoredRow, ...]:
        """What a run says of each row, beside the gold answer."""
        return self._evaluation.rows(run)

    def texts(self, report: Report) -> Mapping[str, str]:
        """The frozen texts by example id."""
        rows = self._datasets.snapshot_rows(report.data.snapshot)
        return {row.example_id: row.text for row in rows}

    def _runs(
        self,
        subject: Run,
        snapshot: Snapshot,
        absent: AbsentRule,
        texts: Mapping[str, str],
        most: int,
        context: JobContext,
    ) -> tuple[ReportedRun, ...]:
        every = [run for run in self._prediction.runs() if run.snapshot_id == snapshot.id]
        subject = next((run for run in every if run.id == subject.id), subject)
        ordered = (subject, *(run for run in every if run.id != subject.id))
        baseline = self._evaluation.baseline(snapshot, every)
        found: list[ReportedRun] = []
        for at, run in enumerate(ordered):
            context.report(at, len(ordered), run.name)
            self._evaluation.measure(run, absent)
        for at, each in enumerate(self._evaluation.compare(ordered, baseline, absent)):
            context.report(at, len(ordered), each.run.name)
            is_baseline = baseline is not None and each.run.id == baseline.id
            found.append(self._run(each, is_baseline, texts, most))
        return tuple(found)

    def _run(
        self, compared: Compared, is_baseline: bool, texts: Mapping[str, str], most: int
    ) -> ReportedRun:
        wrong = mistakes(self._evaluation.rows(compared.run))
        verdicts = self._evaluation.verdicts(compared.run)
        shown = tuple(
            self._mistake(row, texts, verdicts.get(row.example_id)) for row in islice(wrong, most)
        )
        prompt = self._prompt(compared.run)
        return ReportedRun(compared, prompt, is_baseline, shown, len(wrong))

    def _mistake(
        self, row: ScoredRow, texts: Mapping[str, str], verdict: Verdict | None
    ) -> Mistake:
        assert row.gold is not None
        return Mistake(
            row.example_id,
            texts.get(row.example_id, ""),
            self._answer(row.gold),
            "" if row.predicted is None else self._answer(row.predicted),
            WORDS[row.state],
            VERDICTS[verdict] if verdict else "",
        )

    def _answer(self, value: Value) -> str:
        """A label's name, or a record with a line for each field."""
        if not isinstance(value, dict):
            return self._prompts.answer_text(value)
        return "\n".join(f"{name}: {_field(each)}" for name, each in value.items()) or "{}"

    def _prompt(self, run: Run) -> Prompt | None:
        try:
            return self._prompts.version(run.prompt_id, run.prompt_version)
        except AppError:
            return None

    def _in_full(self, prompt: Prompt, examples: Iterable[str]) -> ReportedPrompt:
        return ReportedPrompt(prompt, self._rendered(prompt, examples))

    def _rendered(self, prompt: Prompt, examples: Iterable[str]) -> RenderedPrompt | None:
        """The prompt over the first row that was not deleted since, of the first few."""
        for example_id in islice(examples, 20):
            try:
                return self._prompts.render(prompt, example_id)
            except AppError:
                continue
        return None

    def _data(self, snapshot: Snapshot, context: JobContext) -> DataSummary:
        runs = self._prediction.runs()
        over_test = {
            each.id
            for each in self._datasets.snapshots()
            if any(run.snapshot_id == each.id for run in runs)
            and self._evaluation.has_test_rows(each)
        }
        return DataSummary(
            self._datasets.counts(None, context),
            self._imports.files(),
            self._datasets.split_rule(),
            snapshot,
            snapshot.id in over_test,
            sum(run.snapshot_id in over_test for run in runs),
        )


def _field(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _distinct(runs: Iterable[ReportedRun]) -> list[Prompt]:
    found = {(each.id, each.version): each for run in runs if (each := run.prompt)}
    return list(found.values())
