"""How long it takes to measure a large run."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

from services.app import Workspace
from services.domain.prediction import (
    ConnectionKind,
    Model,
    Prediction,
    PredictionState,
    Run,
    RunState,
    Usage,
)
from services.domain.task import Task
from services.evaluation.scorer import scored_apart
from services.settings import Settings
from services.storage.runs import RunTable
from tests.benchmarks.figures import figure, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.domain.snapshot import Snapshot
    from tests.benchmarks.figures import Figure

ROWS = 100_000
LABELS = tuple(f"label {number:02}" for number in range(77))
RIGHT = 0.85
CHUNK = 2_000


def report_100k(folder: Path) -> Figure:
    """Seconds to measure a run of 100,000 predictions over 77 labels, with all intervals: from
    the call to the measures, read from the project file by the child process, which is warm."""
    return report(folder, ROWS)


def report(folder: Path, rows: int) -> Figure:
    """`report_100k` for another number of rows."""
    task = Task.classification("Bench", LABELS)
    path = folder / "bench.tunesmith"
    with Workspace.create(path, task, settings=Settings(author="me")) as workspace:
        workspace.datasets.import_file(_texts(folder / "texts.csv", rows))
        snapshot = workspace.datasets.snapshot("all")
        run = _stored(workspace, snapshot)
        database = workspace._file.database
        few = (str(database.path), database.journal_mode, run, snapshot.revision, "counted")
        workspace._child.run(scored_apart, *few)  # the process is warm when the user asks
        taken = milliseconds(lambda: workspace.evaluation.measure(run)) / 1000
        assert workspace.evaluation.measure(run).counts.counted == rows
    return figure("report_100k", taken, "s")


def _texts(path: Path, rows: int) -> Path:
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for number in range(rows):
            writer.writerow([f"question {number} about my card", draw.choice(LABELS)])
    return path


def _stored(workspace: Workspace, snapshot: Snapshot) -> Run:
    """A run whose predictions are right in 85 of 100 rows, any label else."""
    prompt = workspace.prompts.create("Plain")
    model = Model("bench", "bench", "global", ConnectionKind.SANDBOX, "bench")
    run = Run("bench", "bench", model, prompt.id, 1, snapshot.id, 1, RunState.FINISHED, created=1.0)
    table = RunTable(workspace._file.database)
    table.add(run)
    chunk: list[Prediction] = []
    for prediction in _predictions(workspace, snapshot):
        chunk.append(prediction)
        if len(chunk) == CHUNK:
            table.put_predictions(run.id, chunk)
            chunk.clear()
    table.put_predictions(run.id, chunk)
    return run


def _predictions(workspace: Workspace, snapshot: Snapshot) -> Iterator[Prediction]:
    draw = random.Random(2)
    ids = [label.id for label in workspace.task.labels]
    names = {label.id: label.name for label in workspace.task.labels}
    for example, gold in workspace.datasets.gold(snapshot).items():
        said = gold if draw.random() < RIGHT else draw.choice(ids)
        yield Prediction(
            example,
            0,
            PredictionState.ANSWERED,
            said,
            reply=f"The answer is {names[str(said)]}.",
            usage=Usage(120, 4),
            milliseconds=draw.uniform(200, 900),
        )
