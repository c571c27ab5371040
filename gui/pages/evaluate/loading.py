"""What the Evaluate page shows, gathered off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.prediction import PredictionState
from services.evaluation.records import AbsentRule

if TYPE_CHECKING:
    from services.app import Workspace
    from services.domain.prediction import Run
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.domain.task import Task
    from services.evaluation.records import Compared
    from services.evaluation.tied import Tied


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run of the table; `prompt` is None where it is not in the project any more.

    `not_run` and `failed` count its calls, also those over rows without a gold answer.
    """

    compared: Compared
    prompt: Prompt | None
    is_baseline: bool
    not_run: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class EvaluateView:
    """The runs over one snapshot, the newest first.

    `snapshots` are those that have runs; `looks` counts runs over test rows, in all; `tied` are
    those that no difference to the best can be seen of; `offers_test` says that there are test
    rows, and the shown ones are others.
    """

    task: Task
    snapshots: tuple[Snapshot, ...]
    snapshot: Snapshot | None
    rows: tuple[RunRow, ...]
    looks: int
    tied: Tied | None = None
    offers_test: bool = False


def gather(
    workspace: Workspace,
    snapshot_id: str | None,
    absent: AbsentRule = AbsentRule.COUNTED,
) -> EvaluateView:
    """The view of a snapshot; by default of the one that the newest run is over."""
    runs = workspace.prediction.runs()
    measured = {run.snapshot_id for run in runs}
    snapshots = tuple(each for each in workspace.datasets.snapshots() if each.id in measured)
    wanted = snapshot_id if snapshot_id in measured else runs[0].snapshot_id if runs else None
    snapshot = next((each for each in snapshots if each.id == wanted), None)
    mine = tuple(run for run in runs if run.snapshot_id == wanted)
    return EvaluateView(
        workspace.task,
        snapshots,
        snapshot,
        _rows(workspace, snapshot, mine, absent),
        _looks(workspace, runs, snapshots),
        workspace.evaluation.tied(mine),
        snapshot is not None and not _is_test(workspace, snapshot) and _has_test(workspace),
    )


def _rows(
    workspace: Workspace, snapshot: Snapshot | None, runs: tuple[Run, ...], absent: AbsentRule
) -> tuple[RunRow, ...]:
    if snapshot is None:
        return ()
    baseline = workspace.evaluation.baseline(snapshot, runs)
    return tuple(
        _row(workspace, each, is_baseline=each.run == baseline)
        for each in workspace.evaluation.compare(runs, baseline, absent)
    )


def _row(workspace: Workspace, compared: Compared, *, is_baseline: bool) -> RunRow:
    counts = workspace.prediction.counts(compared.run)
    return RunRow(
        compared,
        _prompt(workspace, compared.run),
        is_baseline,
        counts[PredictionState.NOT_RUN],
        counts[PredictionState.FAILED],
    )


def _prompt(workspace: Workspace, run: Run) -> Prompt | None:
    try:
        return workspace.prompts.version(run.prompt_id, run.prompt_version)
    except AppError:
        return None


def _looks(workspace: Workspace, runs: tuple[Run, ...], snapshots: tuple[Snapshot, ...]) -> int:
    over_test = {each.id for each in snapshots if _is_test(workspace, each)}
    return sum(run.snapshot_id in over_test for run in runs)


def _has_test(workspace: Workspace) -> bool:
    return bool(workspace.datasets.counts().by_split[Split.TEST])


def _is_test(workspace: Workspace, snapshot: Snapshot) -> bool:
    return workspace.evaluation.has_test_rows(snapshot)
