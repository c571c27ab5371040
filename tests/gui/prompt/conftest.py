"""A project with rows, labels and splits, and the Prompt page over it."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gui.pages.prompt.page import PromptPage
from services.app import Workspace
from services.connection import Connection
from services.datasets.mapping import Mapping
from services.domain.task import Task
from services.settings import Folders, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext

LABELS = ("refund", "card", "delivery")
TEXTS = {
    "refund": "I want my money back for order {n}",
    "card": "My card number {n} was declined in the shop",
    "delivery": "Parcel {n} never came to my door 📦",
}


@pytest.fixture(scope="session")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The Sandbox, shared by the tests of the page."""
    made = Connection(Settings(author="me"), Folders.below(tmp_path_factory.mktemp("sandbox")))
    yield made
    made.close()


@pytest.fixture
def empty_workspace(tmp_path: Path, connection: Connection) -> Iterator[Workspace]:
    task = Task.classification("tickets", LABELS, guidelines="Read all of it.")
    settings = Settings(author="me")
    made = Workspace.create(
        tmp_path / "tickets.tunesmith", task, settings=settings, connection=connection
    )
    yield made
    made.close()


@pytest.fixture
def workspace(empty_workspace: Workspace, tmp_path: Path) -> Workspace:
    """60 labelled rows, split, and 6 without a label; a column `shop`."""
    path = tmp_path / "tickets.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label", "shop"))
        for number in range(66):
            label = LABELS[number % 3]
            gold = label if number < 60 else ""
            writer.writerow((TEXTS[label].format(n=number), gold, f"shop {number % 2}"))
    empty_workspace.datasets.import_file(path, Mapping(metadata=("shop",)))
    empty_workspace.datasets.split(0.6, 0.2, 0.2, seed=1)
    return empty_workspace


@pytest.fixture
def context(page_context: PageContext, workspace: Workspace) -> Iterator[PageContext]:
    made = replace(page_context, workspace=workspace)
    unsubscribe = workspace.subscribe(made.events.announce)
    yield made
    unsubscribe()


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> PromptPage:
    made = PromptPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    made.opened(None)
    qtbot.waitUntil(lambda: made.preview.rows.example is not None)
    return made
