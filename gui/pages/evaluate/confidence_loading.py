"""What the Confidence tab shows of a run, gathered off the GUI thread."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.prediction import Run
    from services.domain.task import Task
    from services.evaluation.confidence import Acceptance, SureRow
    from services.evaluation.judge_agreement import JudgeAgreement
    from services.evaluation.judges import JudgeStanding


@dataclass(frozen=True, slots=True)
class Sureness:
    """A run, each of its rows, its thresholds (None: single samples) and its judge, if any; `own`
    is how far what the model says of its own answers agrees with human ones."""

    run: Run
    task: Task
    rows: tuple[SureRow, ...]
    acceptance: Acceptance | None
    judge: JudgeStanding | None
    own: JudgeAgreement | None


def gather(workspace: Workspace, run: Run) -> Sureness:
    """May take a moment for a large run."""
    return Sureness(
        run,
        workspace.task,
        workspace.confidence.rows(run),
        workspace.confidence.acceptance(run),
        workspace.judges.standing(run),
        workspace.confidence.own_agreement(run),
    )


def prediction_text(task: Task, row: SureRow) -> str:
    """The answer of a row: a label's name, or a record in one line; empty where there is none."""
    if row.value is None:
        return ""
    if isinstance(row.value, dict):
        return json.dumps(row.value, ensure_ascii=False)
    label = task.label_with_id(row.value)
    return label.name if label else row.value
