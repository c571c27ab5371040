"""The whole program, put together as it starts."""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

import pytest

from gui.application import Options, Program, parse
from gui.main_window import MainWindow
from gui.navigation import Page
from gui.pages.data.page import DataPage
from gui.widgets.page import PageWidget
from services.app import Workspace
from services.domain.task import Task
from services.settings import Folders, Settings, SettingsFile, ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

TASK = Task.classification("Support tickets", ["refund", "delivery"])


@pytest.fixture
def folders(own_home: Path) -> Folders:
    return Folders.below(own_home)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, theme: Theme, folders: Folders) -> Iterator[Program]:
    hook = sys.excepthook
    made = Program(qapp, folders)
    yield made
    end(qtbot, made)
    sys.excepthook = hook
    theme.choose(ThemeChoice.LIGHT)


def end(qtbot: QtBot, program: Program) -> None:
    """As when the user closes the window, but with nothing left for the next test."""
    program.close()
    qtbot.waitUntil(lambda: program.background.jobs == ())
    program.window.close()
    assert not program.window.isVisible()
    program.window.deleteLater()
    program.deleteLater()
    for handler in tuple(logging.getLogger().handlers):
        if isinstance(handler, RotatingFileHandler):
            logging.getLogger().removeHandler(handler)
            handler.close()


def test_the_command_line_names_a_project(tmp_path: Path) -> None:
    assert parse([]) == Options()
    assert parse([str(tmp_path)]) == Options(project=tmp_path)


def test_it_starts_on_the_start_page_and_opens_the_project_named(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "tickets.tunesmith"
    Workspace.create(path, TASK).close()
    with qtbot.waitSignal(program.projects.opened):
        program.start(path)
    assert program.window.isVisible()
    assert "Support tickets" in program.window.windowTitle()
    assert program.settings.value.recent == (path.resolve(),)


def test_a_wrong_table_of_models_is_told_at_the_start_and_the_program_goes_on(
    qtbot: QtBot, program: Program, folders: Folders
) -> None:
    folders.config.mkdir(parents=True, exist_ok=True)
    (folders.config / "models.toml").write_text("[models.x]\n\nadapter_sizes = [3]\n", "utf-8")
    program.start()
    page = program.window.page
    assert isinstance(page, PageWidget)
    qtbot.waitUntil(lambda: bool(page.notices.notices))
    assert "models.toml" in page.notices.notices[0].title
    assert "(line 3)" in page.notices.notices[0].title
    assert program.connection.base_models()


def test_changes_of_the_open_project_reach_the_pages(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    with qtbot.waitSignal(program.projects.opened) as opened:
        program.projects.create(tmp_path / "tickets.tunesmith", TASK)
    file = tmp_path / "rows.csv"
    file.write_text("text\nWhere is my parcel?\n", "utf-8")
    on_main: list[bool] = []
    main = threading.main_thread()
    program.events.changed.connect(lambda _: on_main.append(threading.current_thread() is main))
    program.background.run(
        "Importing",
        lambda context: opened.args[0].datasets.import_file(file, context=context),
        owner=program,
    )
    qtbot.waitUntil(lambda: bool(on_main))
    assert all(on_main)


def test_a_closed_project_can_be_opened_again(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "tickets.tunesmith"
    with qtbot.waitSignal(program.projects.opened):
        program.projects.create(path, TASK)
    program.close()
    with Workspace.open(path) as again:
        assert again.task.name == "Support tickets"


def test_choosing_a_theme_in_the_settings_dresses_the_window_and_is_kept(
    program: Program, folders: Folders
) -> None:
    program.settings.change(theme=ThemeChoice.DARK)
    assert program.theme.tokens.dark
    assert SettingsFile(folders.config / "settings.toml").load().theme is ThemeChoice.DARK


def test_settings_that_cannot_be_read_are_told_and_left_alone(
    qtbot: QtBot, qapp: QApplication, theme: Theme, folders: Folders
) -> None:
    folders.config.mkdir(parents=True)
    file = folders.config / "settings.toml"
    file.write_text("not = [toml", "utf-8")
    hook = sys.excepthook
    program = Program(qapp, folders)
    try:
        program.start()
        qtbot.waitUntil(lambda: bool(program.window.page.notices.notices))
        (notice,) = program.window.page.notices.notices
        assert "settings" in notice.title
        assert program.settings.value == Settings()
        assert file.read_text("utf-8") == "not = [toml"
    finally:
        end(qtbot, program)
        sys.excepthook = hook


def test_tables_that_cannot_be_read_are_told_beside_the_project_named(
    qtbot: QtBot, program: Program, folders: Folders, tmp_path: Path
) -> None:
    folders.config.mkdir(parents=True, exist_ok=True)
    (folders.config / "models.toml").write_text("[[models]]\nname = [1\n", "utf-8")
    path = tmp_path / "tickets.tunesmith"
    Workspace.create(path, TASK).close()
    with qtbot.waitSignal(program.projects.opened):
        program.start(path)
    qtbot.waitUntil(lambda: isinstance(program.window.page, DataPage))
    qtbot.waitUntil(lambda: bool(program.window.page.notices.notices))
    (notice,) = program.window.page.notices.notices
    assert "models.toml" in notice.title
    assert "line 2" in notice.title


def test_every_page_comes_up(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    assert isinstance(program.window, MainWindow)
    with qtbot.waitSignal(program.projects.opened):
        program.projects.create(tmp_path / "tickets.tunesmith", TASK)
    shown = set()
    for page in Page:
        program.navigation.go(page)
        assert program.window.page.accessibleName()
        shown.add(type(program.window.page))
    assert len(shown) == len(Page)
