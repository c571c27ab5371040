"""Review pages over a small real project with a stored run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shiboken6

from gui.pages.review.page import ReviewPage
from services.app import Workspace
from services.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from services.domain.task import Task

    MakeProject = Callable[[Task], Workspace]
    OpenPage = Callable[[Workspace, object], ReviewPage]


@pytest.fixture
def make_project(tmp_path: Path) -> Iterator[MakeProject]:
    made: list[Workspace] = []

    def make(task: Task) -> Workspace:
        path = tmp_path / f"project {len(made)}.tunesmith"
        made.append(Workspace.create(path, task, settings=Settings(author="me")))
        return made[-1]

    yield make
    for workspace in made:
        workspace.close()


@pytest.fixture
def open_page(
    qtbot: QtBot, page_context: PageContext, make_project: MakeProject
) -> Iterator[OpenPage]:
    """Shows the Review page of a project and waits until it has found what there is to review."""
    opened: list[ReviewPage] = []
    background = page_context.background

    def show(workspace: Workspace, query: object) -> ReviewPage:
        workspace.subscribe(page_context.events.announce)
        page = ReviewPage(replace(page_context, workspace=workspace))
        opened.append(page)
        page.resize(828, 700)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.opened(query)
        qtbot.waitUntil(lambda: page.looked)
        return page

    yield show
    for page in opened:
        shiboken6.delete(page)
    background.cancel_all()
    qtbot.waitUntil(lambda: not background.jobs)
