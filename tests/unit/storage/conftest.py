"""Real project files with a few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.domain.example import ExampleFilter
from services.domain.task import Task
from services.history.use_cases import History
from services.labeling.labels import Labels
from services.labeling.suggestions import Suggestions
from services.labeling.use_cases import Labeling
from services.learning.child import Child
from services.ports import SystemClock
from services.storage.answers import AnswerTable
from services.storage.effects import all_effects
from services.storage.examples import ExampleTable
from services.storage.history import HistoryTable
from services.storage.imports import ImportTable, NewExample
from services.storage.label_use import LabelUseTable
from services.storage.project_file import ProjectFile
from services.storage.project_table import ProjectTable
from services.storage.runs import RunTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Tables:
    """The tables of one open project file, and use cases over them."""

    def __init__(self, file: ProjectFile) -> None:
        self.file = file
        self.database = file.database
        self.project = ProjectTable(self.database)
        self.examples = ExampleTable(self.database, self.project)
        self.answers = AnswerTable(self.database, self.project)
        deeds = HistoryTable(self.database)
        self.imports = ImportTable(self.database, self.project, self.answers, deeds)
        self.clock = SystemClock()
        self.history = History(
            self.database,
            self.examples,
            self.answers,
            HistoryTable(self.database),
            all_effects(self.answers, self.clock),
            self.clock,
        )

    def labeling(self, author: str = "me") -> Labeling:
        suggestions = Suggestions(self.project, self.examples, RunTable(self.database), Child())
        return Labeling(
            author,
            self.project,
            self.examples,
            self.answers,
            self.history,
            Labels(author, self.project, LabelUseTable(self.database), self.history),
            suggestions,
        )

    def fill(self, *texts: str) -> list[str]:
        """Add unlabelled examples; their ids."""
        self.imports.add("rows.csv", "{}", [NewExample(text, {}) for text in texts], "me", 0.0)
        added = self.examples.rows(ExampleFilter())[-len(texts) :]
        return [example.id for example in self.examples.at(added)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project.tunesmith"


@pytest.fixture
def tables(path: Path) -> Iterator[Tables]:
    file = ProjectFile.create(path)
    made = Tables(file)
    made.project.begin(Task.classification("Support", ["billing", "refund", "other"]), 0.0)
    yield made
    file.close()
