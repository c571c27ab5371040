"""Evaluate pages over a small real project with stored runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shiboken6

from gui.pages.evaluate.page import EvaluatePage
from services.app import Workspace
from services.domain.task import Task
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext

LABELS = ("delivery", "refund", "other")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    task = Task.classification("Tickets", LABELS)
    with Workspace.create(tmp_path / "p.tunesmith", task, settings=Settings(author="me")) as made:
        yield made


@pytest.fixture
def ids(workspace: Workspace) -> list[str]:
    """Twelve labelled rows, four of each label in turn."""
    return filled(workspace, [{"text": f"row {at}", "label": LABELS[at % 3]} for at in range(12)])


@pytest.fixture
def page(qtbot: QtBot, page_context: PageContext, workspace: Workspace) -> Iterator[EvaluatePage]:
    workspace.subscribe(page_context.events.announce)
    made = EvaluatePage(replace(page_context, workspace=workspace))
    background = page_context.background
    background.failed.connect(lambda _job, error: page_context.errors.show(error, made))
    made.resize(828, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    shiboken6.delete(made)
    background.cancel_all()
    qtbot.waitUntil(lambda: not background.jobs)
