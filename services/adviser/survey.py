"""Looks at a project for what advice is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.adviser.facts import Best, Facts
from services.datasets.checks import FEWEST_OF_LABEL
from services.domain.example import ExampleFilter, Split, State
from services.domain.prediction import ConnectionKind, RunState, Verdict
from services.domain.tuning import JobState
from services.evaluation.significance import LEVEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.connection import Connection
    from services.datasets.use_cases import Datasets
    from services.domain.prediction import Run
    from services.domain.task import Task
    from services.domain.tuning import TuningJob
    from services.evaluation.records import Compared
    from services.evaluation.use_cases import Evaluation
    from services.jobs import JobContext
    from services.prediction.use_cases import Predictions
    from services.storage.project_table import ProjectTable
    from services.tuning.models import TunedModels
    from services.tuning.use_cases import Tuning

MILLION = 1_000_000
MADE = (JobState.SUCCEEDED, JobState.PARTLY_SUCCEEDED)


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Reads counts, runs and jobs of one project; only those of the connection in use."""

    project: ProjectTable
    datasets: Datasets
    prediction: Predictions
    evaluation: Evaluation
    tuning: Tuning
    tuned_models: TunedModels
    connection: Connection

    def facts(self, context: JobContext) -> Facts:
        """Measures runs where that is needed, so call it aside."""
        facts = self._of_rows(self.project.task(), context)
        context.check()
        facts = self._with_runs(facts)
        context.check()
        return self._with_jobs(facts)

    def _of_rows(self, task: Task, context: JobContext) -> Facts:
        tally = self.datasets.tally(ExampleFilter(), context)
        everything = tally.counts(ExampleFilter())
        gold = {
            split: tally.counts(ExampleFilter(split=split, state=State.ANSWERED)) for split in Split
        }
        by_label = gold[Split.TRAINING].by_label
        return Facts(
            examples=everything.total,
            unsplit=everything.by_split[None],
            disputed=everything.by_state[State.DISPUTED],
            unlabelled=everything.by_state[State.UNLABELLED],
            training=gold[Split.TRAINING].total,
            validation=gold[Split.VALIDATION].total,
            test=gold[Split.TEST].total,
            few=tuple(
                label.name for label in task.labels if by_label.get(label.id, 0) < FEWEST_OF_LABEL
            ),
        )

    def _with_runs(self, facts: Facts) -> Facts:
        kind = self.connection.kind
        runs = [
            run
            for run in self.prediction.runs()
            if run.model.connection is kind
            and run.state is RunState.FINISHED
            and not run.model.brought_in
        ]
        on_test = {run.id for run in runs if self._has_test_rows(run)}
        chosen_on = [run for run in runs if run.id not in on_test]
        practice = kind is ConnectionKind.SANDBOX
        measured = self._same_rows(chosen_on)
        prompt = _best([each for each in measured if not each.run.model.tuned])
        tuned = _best([each for each in measured if each.run.model.tuned])
        facts = replace(
            facts,
            prompt=prompt,
            tuned=tuned,
            apart=self._apart(prompt, tuned),
            elsewhere=_elsewhere(measured, chosen_on),
            practice=practice,
        )
        return self._reviewed(facts, [run for run in runs if run.id in on_test])

    def _reviewed(self, facts: Facts, on_test: Sequence[Run]) -> Facts:
        better = facts.better
        if better is None:
            return facts
        verdicts = self.evaluation.verdicts(better.run)
        return replace(
            facts,
            tested=any(_alike(run, better.run) for run in on_test),
            mistakes=len(self.evaluation.mistakes(better.run)),
            judged=len(verdicts),
            label_errors=sum(each is Verdict.GOLD_WRONG for each in verdicts.values()),
        )

    def _with_jobs(self, facts: Facts) -> Facts:
        jobs = [job for job in self.tuning.jobs() if job.connection is self.connection.kind]
        made = [job for job in jobs if job.state in MADE]
        since = self.tuned_models.since(made[-1]) if made else None
        return replace(
            facts,
            jobs=len(made) + sum(not job.state.ended for job in jobs),
            jobs_under_way=sum(not job.state.ended for job in jobs),
            sweeps=len({job.sweep for job in jobs if job.sweep}),
            changed=since.changed + since.withdrawn if since else 0,
            tuning_dollars=self._dollars(made[-1]) if made else None,
        )

    def _has_test_rows(self, run: Run) -> bool:
        return self.evaluation.has_test_rows(self.datasets.snapshot_with_id(run.snapshot_id))

    def _same_rows(self, runs: Sequence[Run]) -> tuple[Compared, ...]:
        """The runs over those rows over which both kinds of model ran, else over the newest."""
        over: dict[str, list[Run]] = {}
        for run in runs:
            over.setdefault(run.snapshot_id, []).append(run)
        both = [some for some in over.values() if len({run.model.tuned for run in some}) > 1]
        chosen = (both or list(over.values()) or [[]])[0]
        return self.evaluation.compare(chosen)

    def _apart(self, prompt: Best | None, tuned: Best | None) -> float | None:
        if prompt is None or tuned is None:
            return None
        (beside,) = self.evaluation.compare([tuned.run], prompt.run)
        found = beside.difference
        if found is None or found.accuracy is None:
            return None
        return found.accuracy if found.p < LEVEL else 0.0

    def _dollars(self, job: TuningJob) -> float | None:
        price = self.connection.catalogue.price(job.base_model).training
        statistics = job.remote.statistics if job.remote else None
        tokens = statistics.billable_tokens if statistics else 0
        return None if price is None else (tokens or job.estimated_tokens) * price / MILLION


def _best(measured: Sequence[Compared]) -> Best | None:
    known = [each for each in measured if each.measures.accuracy is not None]
    if not known:
        return None
    best = max(known, key=lambda each: each.measures.accuracy or 0.0)
    calls = best.measures.counts.counted * best.run.samples
    each_call = best.dollars / calls if best.dollars is not None and calls else None
    return Best(best.run, best.measures.accuracy or 0.0, each_call)


def _elsewhere(measured: Sequence[Compared], runs: Sequence[Run]) -> bool:
    here = {each.run.model.tuned for each in measured}
    return len(here) == 1 and len({run.model.tuned for run in runs}) > 1


def _alike(run: Run, other: Run) -> bool:
    """The same model with the same prompt."""
    same_prompt = (run.prompt_id, run.prompt_version) == (other.prompt_id, other.prompt_version)
    return same_prompt and run.model.resource == other.model.resource
