"""Runs with known replies, stored without a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.domain.ids import new_id
from services.domain.prediction import (
    ConnectionKind,
    Model,
    Prediction,
    PredictionState,
    Run,
    RunState,
    Usage,
)
from services.storage.runs import RunTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.app import Workspace
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot


def stored_run(
    workspace: Workspace,
    snapshot: Snapshot,
    prompt: Prompt,
    says: Mapping[str, Any],
    *,
    model: str = "small",
    connection: ConnectionKind = ConnectionKind.SANDBOX,
    state: RunState = RunState.FINISHED,
    created: float = 1.0,
    error: str = "",
    job_id: str | None = None,
) -> Run:
    """A run whose prediction for each example id is a label name, a record or a state, or a tuple
    of these: one for each sample."""
    table = RunTable(workspace._file.database)
    asked = Model(model, model, "global", connection, model, job_id)
    name = f"{model} · {prompt.name} v{prompt.version}"
    run = Run(
        new_id(),
        name,
        asked,
        prompt.id,
        prompt.version,
        snapshot.id,
        max((len(what) for what in says.values() if isinstance(what, tuple)), default=1),
        state,
        created,
        error,
    )
    table.add(run)
    table.put_predictions(
        run.id,
        [
            _prediction(workspace, each, one, sample)
            for each, what in says.items()
            for sample, one in enumerate(what if isinstance(what, tuple) else (what,))
        ],
    )
    return run


def _prediction(workspace: Workspace, example_id: str, what: Any, sample: int) -> Prediction:
    if isinstance(what, PredictionState):
        return Prediction(
            example_id, sample, what, reply="I would rather not say.", usage=Usage(40, 6)
        )
    label = workspace.task.label_named(what) if isinstance(what, str) else None
    value = label.id if label else what
    return Prediction(
        example_id,
        sample,
        PredictionState.ANSWERED,
        value,
        reply=f"It is {what}.",
        usage=Usage(40, 2),
        milliseconds=120.0,
    )
