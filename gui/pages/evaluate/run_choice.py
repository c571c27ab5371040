"""What a new run can be made of, and what the user chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.translation import tr
from gui.widgets.numbers import counted
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.prediction.driving import Part

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.prediction import Model, Run
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.jobs import JobContext
    from services.prediction.caps import Cap
    from services.prediction.cost import RunEstimate


@dataclass(frozen=True, slots=True)
class Target:
    """Rows that a run can be over: a part of the data as it is now, or a snapshot."""

    part: str
    rows: int
    snapshot: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Models, prompts and rows to choose from; `looks` at the test rows so far."""

    models: tuple[Model, ...]
    prompts: tuple[Prompt, ...]
    targets: tuple[Target, ...]
    looks: int
    cloud_project: str


@dataclass(frozen=True, slots=True)
class RunChoice:
    """What the user wants to run.

    `ask_again` also where the same was asked before; as a `batch`, one job of the service.
    """

    model: Model
    prompt: Prompt
    target: Target
    samples: int
    ask_again: bool = False
    batch: bool = False


def run_options(workspace: Workspace, shown: Snapshot | None, looks: int) -> RunOptions:
    """Raises AppError when there is no prompt or there are no rows."""
    prompts = workspace.prompts.all()
    if not prompts:
        raise AppError(tr("There is no prompt yet."), tr("Write one on the Prompt page first."))
    found = targets(workspace, shown)
    if not found:
        raise AppError(
            tr("There are no rows to run over."),
            tr(
                "Import rows on the Data page and split them: runs are measured on validation rows,"
                " the chosen one on test rows."
            ),
        )
    models = workspace.prediction.models()
    return RunOptions(models, prompts, found, looks, workspace.connection.project)


def estimate(workspace: Workspace, choice: RunChoice, context: JobContext) -> RunEstimate:
    """What the chosen run will take."""
    return workspace.prediction.estimate(
        choice.model,
        choice.prompt,
        frozen(workspace, choice.target),
        choice.samples,
        context,
        ask_again=choice.ask_again,
        batch=choice.batch,
    )


def start(workspace: Workspace, choice: RunChoice, cap: Cap, context: JobContext) -> Run:
    """Freeze the rows if need be, and run up to the cap."""
    return workspace.prediction.run(
        choice.model,
        choice.prompt,
        frozen(workspace, choice.target),
        choice.samples,
        context,
        cap=cap,
        ask_again=choice.ask_again,
        batch=choice.batch,
    )


def carry_on(workspace: Workspace, run: Run, part: Part, cap: Cap, context: JobContext) -> Run:
    """Send what is missing of a run, or what has failed, up to the cap."""
    work = workspace.prediction
    go_on = work.resume if part is Part.MISSING else work.retry_failed
    return go_on(run, context, cap=cap)


def targets(workspace: Workspace, shown: Snapshot | None) -> tuple[Target, ...]:
    """The rows that there are to choose from, those shown now first."""
    counts = workspace.datasets.counts(ExampleFilter())
    parts = (
        Target("validation", counts.by_split[Split.VALIDATION]),
        Target("test", counts.by_split[Split.TEST]),
        Target("unlabelled", counts.by_state[State.UNLABELLED]),
    )
    again = (Target("shown", shown.size, shown),) if shown else ()
    return tuple(target for target in (*again, *parts) if target.rows)


def target_text(target: Target) -> str:
    """Rows to choose from, in words."""
    rows = counted(target.rows, tr("{number} row"), tr("{number} rows"))
    names = {
        "validation": tr("Validation: {rows}"),
        "test": tr("Test: {rows}"),
        "unlabelled": tr("Unlabelled: {rows}, predicted but not measured"),
        "shown": tr("The rows shown now: {name}"),
    }
    name = target.snapshot.name if target.snapshot else ""
    return names[target.part].format(rows=rows, name=name)


def frozen(workspace: Workspace, target: Target) -> Snapshot:
    """The snapshot of the rows; a part of the data is frozen as it is now."""
    return target.snapshot or workspace.datasets.snapshot(target.part)
