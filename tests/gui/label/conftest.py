"""Label pages over small real projects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gui.pages.label.page import LabelPage
from services.app import Workspace
from services.settings import Settings
from tests.fakes.projects import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext
    from services.domain.task import Task

    OpenPage = Callable[[Task], LabelPage]

TEXTS = ("Where is my parcel?", "환불해 주세요 😡", "الطلب متأخر", "I cannot sign in.")


@pytest.fixture
def open_page(qtbot: QtBot, page_context: PageContext, tmp_path: Path) -> Iterator[OpenPage]:
    """Makes a project of four rows with a task, and shows its Label page."""
    opened: list[Workspace] = []

    def show(task: Task) -> LabelPage:
        workspace = Workspace.create(
            tmp_path / "project.tunesmith", task, settings=Settings(author="me")
        )
        opened.append(workspace)
        filled(workspace, TEXTS)
        workspace.subscribe(page_context.events.announce)
        page = LabelPage(replace(page_context, workspace=workspace))
        qtbot.addWidget(page)
        page.resize(828, 700)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.opened(None)
        qtbot.waitUntil(lambda: not page.busy)
        return page

    yield show
    for workspace in opened:
        workspace.close()
