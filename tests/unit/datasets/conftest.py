from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from services.datasets.likeness import ExampleLikenesses
from services.datasets.splits import Splits
from services.datasets.use_cases import Datasets
from services.domain.example import Example, ExampleFilter
from services.domain.task import Task
from services.learning.child import Child
from services.ports import SystemClock
from services.prompts.use_cases import Prompts
from services.storage.answers import AnswerTable
from services.storage.examples import ExampleTable
from services.storage.history import HistoryTable
from services.storage.imports import ImportTable
from services.storage.project_file import ProjectFile
from services.storage.project_table import ProjectTable
from services.storage.prompts import PromptTable
from services.storage.snapshots import SnapshotTable
from services.storage.splits import SplitTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from services.domain.evidence import Evidence


@dataclass
class Project:
    """A project file on disk with the tables that the tests look into."""

    file: ProjectFile
    table: ProjectTable
    answers: AnswerTable
    datasets: Datasets
    prompts: Prompts

    @property
    def task(self) -> Task:
        return self.table.task()

    def examples(self, wanted: ExampleFilter | None = None) -> list[Example]:
        return self.datasets.examples(self.datasets.rows(wanted or ExampleFilter()))

    def label_of(self, example: Example) -> str | None:
        """The name of the gold label."""
        label = self.task.label_with_id(str(example.gold))
        return label.name if label else None

    def evidence(self, example: Example) -> Evidence:
        """What was marked for the gold record."""
        return self.answers.marks(example.row)["ada"].evidence

    def count(self, table: str) -> int:
        return self.file.database.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture
def make_project(tmp_path: Path) -> Iterator[Callable[[Task], Project]]:
    made: list[Project] = []

    def make(task: Task) -> Project:
        file = ProjectFile.create(tmp_path / f"project {len(made)}.tunesmith")
        database = file.database
        table = ProjectTable(database)
        table.begin(task, 1.0)
        examples = ExampleTable(database, table)
        child = Child()
        prompts = Prompts(database, PromptTable(database), table, examples, SystemClock(), child)
        datasets = Datasets(
            "ada",
            table,
            examples,
            ImportTable(database, table, AnswerTable(database, table), HistoryTable(database)),
            Splits(
                table,
                SplitTable(database, HistoryTable(database)),
                ExampleLikenesses(database, examples, child),
                SystemClock(),
            ),
            SnapshotTable(database, table),
            SystemClock(),
            prompts,
        )
        made.append(Project(file, table, AnswerTable(database, table), datasets, prompts))
        return made[-1]

    yield make
    for project in made:
        project.file.close()


@pytest.fixture
def project(make_project: Callable[[Task], Project]) -> Project:
    """A classification into “good” and “bad”, without rows."""
    return make_project(Task.classification("Reviews", ["good", "bad"]))
