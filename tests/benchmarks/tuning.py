"""How long the Sandbox takes to tune."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from services.connection import Connection
from services.domain.tuning import JobState, Recipe
from services.jobs import JobContext
from services.settings import Folders, Settings
from tests.benchmarks.figures import figure, milliseconds

if TYPE_CHECKING:
    from tests.benchmarks.figures import Figure

DATA = Path(__file__).parents[1] / "fixtures" / "data" / "banking77"
ROWS, LABELS, VALIDATION = 1_500, 12, 150
RECIPE = Recipe(epochs=4, learning_rate_multiplier=1.0, adapter_size=4)
LOOK_SECONDS = 0.1


def sandbox_tune(folder: Path) -> Figure:
    """Seconds from the upload of 1,500 real rows of 12 labels to a model that is deployed; four
    epochs with validation data, the Sandbox's own waiting included."""
    lines = [_line(text, label) for text, label in _rows()]
    files = {"training": lines[:ROWS], "validation": lines[ROWS : ROWS + VALIDATION]}
    paths = {name: folder / f"{name}.jsonl" for name in files}
    for name, path in paths.items():
        path.write_text("".join(files[name]), "utf-8")
    connection = Connection(Settings(author="me"), Folders.below(folder))
    try:
        connection.text_model()  # the Sandbox is up, as when the window is
        taken = milliseconds(lambda: _tune(connection, paths)) / 1000
    finally:
        connection.close()
    return figure("sandbox_tune", taken, "s")


def _tune(connection: Connection, paths: dict[str, Path]) -> None:
    bucket, api = connection.bucket(), connection.tuning_api()
    uris = {
        name: bucket.upload(path, f"bench/{path.name}", JobContext())
        for name, path in paths.items()
    }
    job = api.create(
        base_model=connection.catalogue.tunable()[0].name,
        training_uri=uris["training"],
        validation_uri=uris["validation"],
        recipe=RECIPE,
        display_name="bench",
        label="bench",
    )
    pause = JobContext()
    while not job.state.ended:
        pause.wait(LOOK_SECONDS)
        job = api.get(job.name)
    assert job.state is JobState.SUCCEEDED


def _rows() -> list[tuple[str, str]]:
    """Rows of the labels with the most rows, always in the same order."""
    with (DATA / "train.csv").open(newline="", encoding="utf-8") as file:
        rows = [(row["text"], row["category"]) for row in csv.DictReader(file)]
    largest = {label for label, _ in Counter(label for _, label in rows).most_common(LABELS)}
    kept = [row for row in rows if row[1] in largest]
    random.Random(1).shuffle(kept)
    assert len(kept) >= ROWS + VALIDATION
    return kept


def _line(text: str, label: str) -> str:
    turns = (("user", f"Message: {text}\nCategory:"), ("model", label))
    contents = [{"role": role, "parts": [{"text": said}]} for role, said in turns]
    return json.dumps({"contents": contents}) + "\n"
