"""A project with rows, labels and splits, and the Prompt page over it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gui.pages.prompt.page import PromptPage
from services.connection import Connection
from services.settings import Folders, Settings
from tests.fakes.tickets import empty_tickets, fill_with_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from services.app import Workspace


@pytest.fixture(scope="session")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The Sandbox, shared by the tests of the page."""
    made = Connection(Settings(author="me"), Folders.below(tmp_path_factory.mktemp("sandbox")))
    yield made
    made.close()


@pytest.fixture
def empty_workspace(tmp_path: Path, connection: Connection) -> Iterator[Workspace]:
    with empty_tickets(tmp_path, connection) as made:
        yield made


@pytest.fixture
def workspace(empty_workspace: Workspace, tmp_path: Path) -> Workspace:
    return fill_with_tickets(empty_workspace, tmp_path)


@pytest.fixture
def context(page_context: PageContext, workspace: Workspace) -> Iterator[PageContext]:
    made = replace(page_context, workspace=workspace)
    unsubscribe = workspace.subscribe(made.events.announce)
    yield made
    unsubscribe()
    made.background.shutdown()  # no worker reads from a file that is closed


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> PromptPage:
    made = PromptPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    made.opened(None)
    qtbot.waitUntil(lambda: made.preview.rows.example is not None)
    return made
