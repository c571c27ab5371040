"""Tune pages over small real projects, with the Sandbox behind them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from gui.job_follower import JobFollower
from gui.navigation import Navigation
from gui.pages.tune.end_notice import end_notice
from gui.pages.tune.page import TunePage
from services.app import Workspace
from services.connection import Connection
from services.domain.task import Task
from services.domain.tuning import Recipe
from services.jobs import JobContext
from services.settings import Folders, Settings
from tests.fakes.projects import SPLITS, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext

WORDS = {"refund": "give me my money back", "delivery": "where is my parcel"}


def message(number: int) -> dict[str, str]:
    text = list(WORDS.values())[number % 2]
    return {"text": f"{text}, number {number}", "split": SPLITS[number // 2 % len(SPLITS)]}


@dataclass(frozen=True, slots=True)
class Opened:
    """A page, its project, and where the user was led."""

    page: TunePage
    workspace: Workspace
    went: list[tuple[object, object]]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folders = Folders.below(tmp_path_factory.mktemp("connection"))
    connection = Connection(Settings(author="me"), folders, sandbox_speed=50.0)
    yield connection
    connection.close()


@pytest.fixture
def open_page(
    qtbot: QtBot, page_context: PageContext, shared: Connection, tmp_path: Path
) -> Iterator[Callable[[int], Opened]]:
    """Makes a project of that many labelled rows, split, and shows its Tune page."""
    opened: list[Workspace] = []

    def show(rows: int) -> Opened:
        task = Task.classification("Messages", WORDS)
        path = tmp_path / "project.tunesmith"
        workspace = Workspace.create(path, task, settings=Settings(author="me"), connection=shared)
        opened.append(workspace)
        if rows:
            names = list(WORDS)
            ids = filled(workspace, [message(n) for n in range(rows)])
            for number, example_id in enumerate(ids):
                workspace.labeling.answer(example_id, names[number % 2])
            workspace.prompts.create("Which topic")
        workspace.subscribe(page_context.events.announce)
        navigation = Navigation()
        went: list[tuple[object, object]] = []
        navigation.requested.connect(lambda page, query: went.append((page, query)))
        context = replace(
            page_context, workspace=workspace, connection=shared, navigation=navigation
        )
        page = TunePage(context)
        follower = JobFollower(page_context.background, page_context.events, workspace, page)
        follower.ended.connect(
            lambda number, job: page.notify(end_notice(number, job, lambda: None))
        )
        follower.failed.connect(lambda error: page_context.errors.show(error, page))
        qtbot.addWidget(page)
        page.resize(828, 700)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.opened(None)
        return Opened(page, workspace, went)

    yield show
    page_context.background.shutdown()
    for workspace in opened:
        workspace.close()


@pytest.fixture(scope="session")
def tuned_project(shared: Connection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 60 labelled messages with one tuned model of three epochs."""
    path = tmp_path_factory.mktemp("tuned") / "project.tunesmith"
    task = Task.classification("Messages", WORDS)
    with Workspace.create(path, task, settings=Settings(author="me"), connection=shared) as made:
        names = list(WORDS)
        for number, example_id in enumerate(filled(made, [message(n) for n in range(60)])):
            made.labeling.answer(example_id, names[number % 2])
        made.tuning.start(made.prompts.create("Which topic"), Recipe(epochs=3))
        context = JobContext()
        while made.tuning.to_follow():
            made.following.ask()
            context.wait(0.02)
    return path


@pytest.fixture
def tuned(
    qtbot: QtBot, page_context: PageContext, shared: Connection, tuned_project: Path, tmp_path: Path
) -> Iterator[Opened]:
    path = tmp_path / "copy.tunesmith"
    shutil.copy(tuned_project, path)
    workspace = Workspace.open(path, settings=Settings(author="me"), connection=shared)
    workspace.subscribe(page_context.events.announce)
    navigation = Navigation()
    went: list[tuple[object, object]] = []
    navigation.requested.connect(lambda page, query: went.append((page, query)))
    context = replace(page_context, workspace=workspace, connection=shared, navigation=navigation)
    page = TunePage(context)
    qtbot.addWidget(page)
    page.resize(828, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    yield Opened(page, workspace, went)
    page_context.background.shutdown()
    workspace.close()
