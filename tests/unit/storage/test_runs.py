"""What is kept of a prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.prediction import Prediction, PredictionState, Usage
from services.storage.runs import RunTable
from tests.fakes.runs import stored_run
from tests.fakes.tickets import cities

if TYPE_CHECKING:
    from pathlib import Path


def test_a_prediction_comes_back_as_it_was(tmp_path: Path) -> None:
    with cities(tmp_path) as workspace:
        prompt = workspace.prompts.create("p")
        run = stored_run(workspace, workspace.datasets.snapshot("all"), prompt, {})
        table = RunTable(workspace._file.database)
        stored = [
            Prediction(
                f"{number}", 0, PredictionState.ANSWERED, {"city": "서울"}, '{"city": "서울",}',
                "Named.", "", Usage(1, 2, 3), 4.5, repaired=repaired,
            )
            for number, repaired in enumerate((True, False))
        ]  # fmt: skip
        table.put_predictions(run.id, stored)
        assert table.predictions(run.id) == stored
