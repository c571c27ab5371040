from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from gui.pages.start.new_project_dialog import NewProjectDialog
from gui.pages.start.page import StartPage
from services.app import Workspace
from services.domain.example import State
from services.domain.task import Task
from services.settings import projects_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.page_context import PageContext


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.tunesmith"
    Workspace.create(path, Task.classification("Support tickets", ["a", "b"])).close()
    return path


@pytest.fixture
def page(qtbot: QtBot, page_context: PageContext, stored: Path) -> Iterator[StartPage]:
    gone = stored.with_name("gone.tunesmith")
    page_context.settings.change(recent=(stored, gone))
    made = StartPage(page_context)
    qtbot.addWidget(made)
    page_context.background.failed.connect(lambda _, error: page_context.errors.show(error, made))
    made.resize(828, 700)
    made.show()
    qtbot.waitExposed(made)
    made.opened(None)
    qtbot.waitUntil(lambda: not page_context.background.jobs)
    yield made
    page_context.background.shutdown()
    if page_context.projects.current is not None:
        page_context.projects.current.close()


def test_recent_projects_say_what_they_are(page: StartPage) -> None:
    first, second = page.recent.rows
    assert first.button._name.text() == "Support tickets"
    assert first.button._pill.text() == "Classification"
    assert first.button.isEnabled()
    assert second.button._pill.text() == "not found"
    assert not second.button.isEnabled()


def test_a_click_opens_a_recent_project(qtbot: QtBot, page: StartPage, stored: Path) -> None:
    with qtbot.waitSignal(page.context.projects.opened) as opened:
        qtbot.mouseClick(page.recent.rows[0].button, Qt.MouseButton.LeftButton)
    assert opened.args[0].path == stored


def test_a_missing_project_can_be_taken_off_the_list(
    qtbot: QtBot, page: StartPage, stored: Path
) -> None:
    qtbot.mouseClick(page.recent.rows[1].remove, Qt.MouseButton.LeftButton)
    assert page.context.settings.value.recent == (stored,)
    assert [row.path for row in page.recent.rows] == [stored]


def test_without_recent_projects_there_is_guidance(qtbot: QtBot, page: StartPage) -> None:
    page.context.settings.change(recent=())
    assert page.recent._empty.isVisible()


def test_ctrl_n_asks_for_a_new_project(qtbot: QtBot, page: StartPage) -> None:
    page.activateWindow()
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewProjectDialog)
    dialog.reject()


def test_open_takes_a_file_by_dialog(qtbot: QtBot, page: StartPage, stored: Path) -> None:
    qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    field.setText(str(stored))
    with qtbot.waitSignal(page.context.projects.opened):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def no_project(path: Path) -> None:
    path.write_text("name,label\n")


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192 : 8192 * 4] = b"\xff" * (8192 * 3)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_project, "is not a Tunesmith project"),
        (newer, "newer version of Tunesmith"),
        (damaged, "is damaged"),
    ],
)
def test_what_cannot_be_opened_is_said_on_the_page(
    qtbot: QtBot, page: StartPage, stored: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(stored)
    before = stored.read_bytes()
    page.context.projects.open(stored)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert said in page.notices.notices[0].title
    assert stored.read_bytes() == before


def test_a_project_that_is_open_elsewhere_is_said_so(
    qtbot: QtBot, page: StartPage, stored: Path
) -> None:
    with Workspace.open(stored):
        qtbot.mouseClick(page.recent.rows[0].button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert "is open in another window" in page.notices.notices[0].title


def test_one_click_opens_a_sample_and_the_next_click_finds_the_work_done(
    qtbot: QtBot, page: StartPage
) -> None:
    projects = page.context.projects
    with qtbot.waitSignal(projects.opened) as opened:
        for _ in range(2):  # the second click of a double click asks for nothing more
            qtbot.mouseClick(page.samples.buttons["extraction"], Qt.MouseButton.LeftButton)
    assert not page.notices.notices
    workspace = opened.args[0]
    assert workspace.path.parent == projects_folder()
    counts = workspace.datasets.counts()
    assert (counts.total, counts.by_state[State.ANSWERED]) == (490, 350)
    example = workspace.datasets.examples([1])[0]
    workspace.labeling.flag(example.id)
    with qtbot.waitSignal(projects.closed):
        projects.close()
    qtbot.waitUntil(lambda: not page.context.background.jobs)
    with qtbot.waitSignal(projects.opened) as opened:
        qtbot.mouseClick(page.samples.buttons["extraction"], Qt.MouseButton.LeftButton)
    assert opened.args[0].datasets.counts().flagged == 1


def test_the_open_project_can_be_copied_and_closed(
    qtbot: QtBot, page_context: PageContext, stored: Path, tmp_path: Path
) -> None:
    projects = page_context.projects
    with qtbot.waitSignal(projects.opened) as opened:
        projects.open(stored)
    page = StartPage(replace(page_context, workspace=opened.args[0]))
    qtbot.addWidget(page)
    page.show()
    page.opened(None)
    qtbot.mouseClick(page.open_card.copy_button, Qt.MouseButton.LeftButton)
    field = page.findChild(QFileDialog).findChild(QLineEdit, "fileNameEdit")
    assert field.text() == "tickets copy.tunesmith"
    field.setText(str(tmp_path / "second"))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert page.notices.notices[0].title == "The copy is saved."
    with Workspace.open(tmp_path / "second.tunesmith") as copy:
        assert copy.task.name == "Support tickets"
    with qtbot.waitSignal(projects.closed):
        qtbot.mouseClick(page.open_card.close_button, Qt.MouseButton.LeftButton)
