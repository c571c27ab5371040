"""A report as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.evaluation.saving import run_document
from services.reporting.card import TO_FILL_IN, limits
from services.reporting.words import label_names, tied_words, verdict, when

if TYPE_CHECKING:
    from services.reporting.records import Report, ReportedJob, ReportedPrompt, ReportedRun


def report_document(report: Report) -> dict[str, Any]:
    """Everything that the page says, as JSON values; runs as in `Evaluation.save`, and the
    mistakes that the page shows."""
    return {
        "made": when(report.made),
        "practice": report.practice,
        "versions": dict(report.versions),
        "project": {"id": report.project_id, "name": report.task.name},
        "task": _task(report),
        "data": _data(report),
        "absent_rule": report.absent,
        "runs": [_run(each, report) for each in report.runs],
        "tied": asdict(report.tied) | {"words": tied_words(report)} if report.tied else None,
        "prompts": [_prompt(each) for each in report.prompts],
        "tuning_jobs": [_job(each) for each in report.jobs],
        "model_card": {
            "run": report.subject.run.id,
            "limits": limits(report),
            "to_fill_in": dict.fromkeys(TO_FILL_IN, ""),
        },
    }


def _task(report: Report) -> dict[str, Any]:
    task = report.task
    return {
        "kind": task.kind,
        "labels": [
            {"id": each.id, "name": each.name, "description": each.description}
            for each in task.labels
        ],
        "schema": task.schema,
        "guidelines": {"revision": report.guideline_revision, "text": task.guidelines},
    }


def _data(report: Report) -> dict[str, Any]:
    data, names = report.data, label_names(report)
    counts, snapshot = data.counts, data.snapshot
    return {
        "rows": counts.total,
        "by_split": {
            split.name.lower() if split is not None else "none": number
            for split, number in counts.by_split.items()
        },
        "by_state": {state.name.lower(): number for state, number in counts.by_state.items()},
        "by_label": {
            names.get(label, label): number
            for label, number in counts.by_label.items()
            if label is not None
        },
        "flagged": counts.flagged,
        "files": [asdict(each) | {"at": when(each.at)} for each in data.files],
        "split_rule": asdict(data.rule) if data.rule else None,
        "snapshot": asdict(snapshot) | {"created": when(snapshot.created)},
        "test_rows": data.is_test,
        "looks_at_test_rows": data.looks,
    }


def _run(each: ReportedRun, report: Report) -> dict[str, Any]:
    found = run_document(each.compared, report.data.snapshot, label_names(report))
    return found | {
        "baseline": each.is_baseline,
        "words": verdict(each),
        "mistake_count": each.mistake_count,
        "mistakes": [asdict(mistake) for mistake in each.mistakes],
    }


def _prompt(each: ReportedPrompt) -> dict[str, Any]:
    rendered = None
    if each.rendered is not None:
        turns = [{"role": turn.role, "text": turn.text} for turn in each.rendered.turns]
        rendered = {"system": each.rendered.system, "turns": turns}
    return asdict(each.prompt) | {"over_the_first_row": rendered}


def _job(each: ReportedJob) -> dict[str, Any]:
    job = each.job
    return {
        "id": job.id,
        "base_model": job.base_model,
        "state": job.state,
        "recipe": asdict(job.recipe),
        "prompt": {"id": job.prompt_id, "version": job.prompt_version},
        "lineage": job.lineage,
        "created": when(job.created),
        "tokens": each.tokens,
        "tokens_billed": each.billed,
        "dollars": each.dollars,
        "curves": {
            name.value: [[point.step, point.value] for point in line]
            for name, line in each.curves.items()
        },
    }
