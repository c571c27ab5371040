"""All measures of one run over its scored rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.evaluation.averages import averages
from services.evaluation.bootstrap import macro_f1_interval, micro_f1_interval
from services.evaluation.calibration import reliability
from services.evaluation.fields import all_fields, patterns, per_field
from services.evaluation.intervals import wilson
from services.evaluation.labels import confusion, macro_f1, per_label
from services.evaluation.normalised import normalised_match
from services.evaluation.records import AbsentRule, Measures
from services.evaluation.scoring import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.prediction import Run
    from services.domain.task import Task
    from services.evaluation.records import Counts, ScoredRow


def measure(
    run: Run,
    revision: int,
    task: Task,
    rows: Sequence[ScoredRow],
    absent: AbsentRule = AbsentRule.COUNTED,
) -> Measures:
    """The measures of a run by a gold revision; `rows` are those of its snapshot, scored."""
    counts = count(rows)
    right = sum(row.right for row in rows)
    measures = Measures(
        run.id,
        run.snapshot_id,
        revision,
        counts,
        right,
        right / counts.counted if counts.counted else None,
        wilson(right, counts.counted),
        "" if counts.counted else _reason(counts),
        reliability=reliability(rows) if _voted(run, rows) else None,
        absent=absent,
    )
    return (
        _with_labels(measures, task, rows)
        if task.kind.has_labels
        else _with_fields(measures, task, rows)
    )


def _with_labels(measures: Measures, task: Task, rows: Sequence[ScoredRow]) -> Measures:
    grid = confusion(rows)
    labels = per_label([label.id for label in task.labels], grid)
    return replace(
        measures,
        macro_f1=macro_f1(labels),
        f1_interval=macro_f1_interval(grid),
        per_label=labels,
        confusion=grid,
        more=averages(labels, grid),
    )


def _with_fields(measures: Measures, task: Task, rows: Sequence[ScoredRow]) -> Measures:
    fields = per_field(rows, task.schema, measures.absent)
    total = all_fields(fields)
    interval = micro_f1_interval(patterns(rows, task.schema, measures.absent))
    return replace(
        measures,
        per_field=fields,
        all_fields=total,
        f1_interval=None if total.ratios.f1 is None else interval,
        more=(normalised_match(rows, task.schema),),
    )


def _voted(run: Run, rows: Sequence[ScoredRow]) -> bool:
    """A run that was brought in may have votes of several samples with each prediction."""
    return run.samples > 1 or any(0 < row.share < 1 for row in rows)


def _reason(counts: Counts) -> str:
    if counts.failed or counts.not_run:
        return "No row with a gold answer has a reply yet."
    return "No row of this snapshot has a gold answer yet; label some of them."
