"""An open project with a few rows, and all that undo must bring back."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from services.app import Workspace
from services.domain.task import Task
from services.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LABELS = ("refund", "billing", "other")
CONTENT = (
    (
        "SELECT id, name, description, color, former, position FROM labels"
        " WHERE merged_into IS NULL AND removed = 0 ORDER BY position"
    ),
    "SELECT name, schema, seed, shares FROM project",
    "SELECT text FROM guidelines ORDER BY revision DESC LIMIT 1",
    "SELECT * FROM example_states WHERE hidden = 0 ORDER BY row",
    (
        "SELECT row, author, adjudicated, label, record, evidence, skipped, reason"
        " FROM current_answers WHERE row IN (SELECT row FROM example_states WHERE hidden = 0)"
        " ORDER BY row, author, adjudicated"
    ),
)


def write_rows(path: Path, texts: list[str]) -> Path:
    """A CSV file with a column of texts; every second has a label."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        writer.writerows((text, LABELS[at % 3] if at % 2 else "") for at, text in enumerate(texts))
    return path


def content(workspace: Workspace) -> list[list[Any]]:
    """What the user would miss."""
    with closing(sqlite3.connect(workspace.path)) as connection:
        return [connection.execute(query).fetchall() for query in CONTENT]


def deed_count(workspace: Workspace) -> int:
    """How many deeds can be undone."""
    with closing(sqlite3.connect(workspace.path)) as connection:
        query = "SELECT count(*) FROM history WHERE undone = 0"
        return connection.execute(query).fetchone()[0]


def new_workspace(folder: Path) -> Workspace:
    """A project of its own, with 30 rows."""
    made = Workspace.create(
        folder / f"{uuid4()}.tunesmith",
        Task.classification("Tickets", LABELS),
        settings=Settings(author="ada"),
    )
    made.datasets.import_file(write_rows(folder / "rows.csv", [f"ticket {n}" for n in range(30)]))
    return made


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with new_workspace(tmp_path) as made:
        yield made
