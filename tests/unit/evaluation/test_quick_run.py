"""A run over a few rows first, the rest on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.app import Workspace
from services.domain.prediction import RunState
from services.domain.prompt import Technique
from services.domain.task import Task
from services.prediction.caps import Cap
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from pathlib import Path

    from services.connection import Connection


def test_the_first_rows_are_the_same_random_ones_for_every_prompt(
    tmp_path: Path, connection: Connection
) -> None:
    task = Task.classification("Tickets", ["delivery", "refund"])
    settings = Settings(author="me")
    path = tmp_path / "p.tunesmith"
    with Workspace.create(path, task, settings=settings, connection=connection) as workspace:
        rows = [{"text": f"Where is parcel {at}?", "label": "delivery"} for at in range(40)]
        ids = filled(workspace, rows)
        snapshot, model = workspace.datasets.snapshot("all"), workspace.prediction.models()[0]
        runs = [
            workspace.prediction.run(
                model, workspace.prompts.create("P", each), snapshot, cap=Cap(calls=8)
            )
            for each in (Technique.ZERO_SHOT, Technique.CHAIN_OF_THOUGHT)
        ]
        first, second = (
            {each.example_id for each in workspace.prediction.predictions(run)} for run in runs
        )
        assert first == second
        assert first != set(sorted(ids)[:8])
        measures = workspace.evaluation.measure(runs[0])
        assert (measures.counts.counted, measures.counts.not_run) == (8, 32)
        assert runs[0].state is RunState.STOPPED
        _, compared = workspace.evaluation.compare(runs)
        assert compared.difference is not None
        assert compared.difference.rows == 8
        whole = workspace.prediction.resume(runs[0])
        assert whole.state is RunState.FINISHED
        assert workspace.evaluation.measure(whole).counts.counted == 40
