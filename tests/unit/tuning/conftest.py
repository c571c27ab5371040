from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from services.connection import Connection
from services.datasets.likeness import ExampleLikenesses
from services.datasets.splits import Splits
from services.datasets.use_cases import Datasets
from services.domain.task import Task
from services.learning.child import Child
from services.ports import SystemClock
from services.prompts.use_cases import Prompts
from services.settings import Folders, Settings
from services.storage.answers import AnswerTable
from services.storage.examples import ExampleTable
from services.storage.history import HistoryTable
from services.storage.imports import ImportTable
from services.storage.project_file import ProjectFile
from services.storage.project_table import ProjectTable
from services.storage.prompts import PromptTable
from services.storage.snapshots import SnapshotTable
from services.storage.splits import SplitTable
from services.storage.sweeps import SweepTable
from services.storage.tuning_jobs import TuningJobTable
from services.tuning.outlook import Outlooks
from services.tuning.use_cases import Tuning
from tests.fakes.projects import SPLITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

WORDS = {
    "refund": "give me my money back please number",
    "delivery": "where is my parcel today number",
    "account": "I cannot sign in any more number",
}


@dataclass(frozen=True, slots=True)
class Project:
    """An open project of short messages, with what tuning needs."""

    file: ProjectFile
    connection: Connection
    table: ProjectTable
    examples: ExampleTable
    jobs: TuningJobTable
    datasets: Datasets
    prompts: Prompts

    def tuning(self, connection: Connection | None = None) -> Tuning:
        """The use cases as they are after a start of the program."""
        connection, clock = connection or self.connection, SystemClock()
        database, prompts = self.file.database, self.prompts
        return Tuning(
            Outlooks(database, self.jobs, self.table, self.examples, prompts, connection, clock),
            self.jobs,
            SweepTable(database),
            self.examples,
            self.datasets,
            prompts,
            connection,
            clock,
        )

    def fill(self, folder: Path, rows: int, splits: Sequence[str] = SPLITS) -> None:
        """Import labelled rows, spread over the labels and the splits."""
        path = folder / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("text", "label", "split"))
            names = list(WORDS)
            for number in range(rows):
                name = names[number % len(names)]
                split = splits[number // len(names) % len(splits)]
                writer.writerow((f"{WORDS[name]} {number}", name, split))
        self.datasets.import_file(path)


@pytest.fixture(scope="session")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folders = Folders.below(tmp_path_factory.mktemp("connection"))
    connection = Connection(Settings(author="me"), folders, sandbox_speed=50.0)
    yield connection
    connection.close()


@pytest.fixture
def empty(tmp_path: Path, connection: Connection) -> Iterator[Project]:
    clock = SystemClock()
    file = ProjectFile.create(tmp_path / "messages.tunesmith")
    database = file.database
    table = ProjectTable(database)
    table.begin(Task.classification("Messages", WORDS), clock.now())
    examples = ExampleTable(database, table)
    child = Child()
    prompts = Prompts(database, PromptTable(database), table, examples, clock, child)
    datasets = Datasets(
        "me",
        table,
        examples,
        ImportTable(database, table, AnswerTable(database, table), HistoryTable(database)),
        Splits(
            table,
            SplitTable(database, HistoryTable(database)),
            ExampleLikenesses(database, examples, child),
            clock,
        ),
        SnapshotTable(database, table),
        clock,
        prompts,
    )
    yield Project(file, connection, table, examples, TuningJobTable(database), datasets, prompts)
    file.close()


@pytest.fixture
def project(empty: Project, tmp_path: Path) -> Project:
    """With 200 labelled rows, split."""
    empty.fill(tmp_path, 200)
    return empty
