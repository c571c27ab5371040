"""The window by keyboard and mouse: pages, projects, keys, closing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from gui.main_window import MainWindow
from gui.navigation import Page
from gui.widgets.keys import KeyHelp, KeysDialog
from gui.widgets.page import PageWidget
from services.app import Workspace
from services.domain.changes import Changes, Kind
from services.domain.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.background import Background
    from gui.main_window import PageFactory
    from gui.page_context import PageContext
    from gui.stop_question import StopQuestion

TASK = Task.classification("Support tickets", ["refund", "delivery"])


class PlainPage(PageWidget):
    """Remembers what it was opened with."""

    def __init__(self, context: PageContext, page: Page) -> None:
        super().__init__(context, page.value)
        self.kind = page
        self.queries: list[object] = []

    def opened(self, query: object | None) -> None:
        self.queries.append(query)

    def keys(self) -> tuple[KeyHelp, ...]:
        return (KeyHelp("Space", f"Skip on {self.kind.value}"),)


@pytest.fixture
def made() -> list[Page]:
    """The pages that were made, in their order."""
    return []


@pytest.fixture
def window(
    qtbot: QtBot, page_context: PageContext, question: StopQuestion, made: list[Page]
) -> Iterator[MainWindow]:
    def factory(page: Page) -> PageFactory:
        def make(context: PageContext) -> PlainPage:
            made.append(page)
            return PlainPage(context, page)

        return make

    shown = MainWindow(page_context, {page: factory(page) for page in Page}, question)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    yield shown
    current = page_context.projects.current
    if current is not None:
        current.close()


@pytest.fixture
def open_project(
    qtbot: QtBot, page_context: PageContext, window: MainWindow, tmp_path: Path
) -> Workspace:
    with qtbot.waitSignal(page_context.projects.opened) as opened:
        page_context.projects.create(tmp_path / "tickets.tunesmith", TASK)
    return opened.args[0]


def shown_by(window: MainWindow) -> PlainPage:
    page = window.page
    assert isinstance(page, PlainPage)
    return page


def kind_of(window: MainWindow) -> Page:
    return shown_by(window).kind


def test_the_start_page_is_all_there_is_without_a_project(
    qtbot: QtBot, window: MainWindow, made: list[Page]
) -> None:
    assert kind_of(window) is Page.START
    assert made == [Page.START]
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert kind_of(window) is Page.START
    button = window.rail.button(Page.LABEL)
    assert not button.isEnabled()
    assert "project" in button.toolTip()


def test_a_project_opens_on_its_data(window: MainWindow, open_project: Workspace) -> None:
    assert kind_of(window) is Page.DATA
    assert window.page.context.project is open_project
    assert "Support tickets" in window.windowTitle()


def test_control_and_a_number_go_to_the_pages(
    qtbot: QtBot, window: MainWindow, open_project: Workspace, made: list[Page]
) -> None:
    seen = []
    for key in (Qt.Key.Key_2, Qt.Key.Key_6, Qt.Key.Key_2, Qt.Key.Key_Comma):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        seen.append(kind_of(window))
    assert seen == [Page.LABEL, Page.REVIEW, Page.LABEL, Page.SETTINGS]
    assert made == [Page.START, Page.DATA, Page.LABEL, Page.REVIEW, Page.SETTINGS]


def test_the_rail_opens_pages_by_click_and_by_keyboard(
    qtbot: QtBot, window: MainWindow, open_project: Workspace
) -> None:
    rail = window.rail
    qtbot.mouseClick(rail.button(Page.TUNE), Qt.MouseButton.LeftButton)
    assert kind_of(window) is Page.TUNE
    rail.button(Page.TUNE).setFocus()
    qtbot.keyClick(rail.button(Page.TUNE), Qt.Key.Key_Tab)
    assert window.focusWidget() is rail.button(Page.EVALUATE)
    qtbot.keyClick(rail.button(Page.EVALUATE), Qt.Key.Key_Space)
    assert kind_of(window) is Page.EVALUATE
    checked = [page for page in Page if page is not Page.START and rail.button(page).isChecked()]
    assert checked == [Page.EVALUATE]


def test_clicking_the_page_that_is_shown_keeps_it_marked(
    qtbot: QtBot, window: MainWindow, open_project: Workspace
) -> None:
    button = window.rail.button(Page.DATA)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()


def test_the_query_reaches_the_page(
    page_context: PageContext, window: MainWindow, open_project: Workspace
) -> None:
    page_context.navigation.go(Page.REVIEW, {"label": "refund"})
    assert shown_by(window).queries == [{"label": "refund"}]


def test_another_project_makes_the_pages_anew_and_closes_the_old_one(
    qtbot: QtBot,
    page_context: PageContext,
    window: MainWindow,
    open_project: Workspace,
    tmp_path: Path,
) -> None:
    first_page = window.page
    with qtbot.waitSignal(page_context.projects.opened):
        page_context.projects.create(tmp_path / "other.tunesmith", TASK)
    assert window.page is not first_page
    qtbot.waitUntil(lambda: page_context.background.jobs == ())
    with Workspace.open(tmp_path / "tickets.tunesmith") as again:
        assert again.task.name == "Support tickets"


def test_opening_a_project_twice_in_a_row_opens_it_once(
    qtbot: QtBot, page_context: PageContext, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "tickets.tunesmith"
    Workspace.create(path, TASK).close()
    failures: list[object] = []
    page_context.background.failed.connect(lambda _, error: failures.append(error))
    with qtbot.waitSignal(page_context.projects.opened):
        page_context.projects.open(path)
        page_context.projects.open(path)
    qtbot.waitUntil(lambda: page_context.background.jobs == ())
    assert failures == []
    assert page_context.projects.current.path == path


def test_closing_the_project_leads_back_to_the_start(
    qtbot: QtBot, page_context: PageContext, window: MainWindow, open_project: Workspace
) -> None:
    page_context.projects.close()
    assert kind_of(window) is Page.START
    qtbot.waitUntil(lambda: page_context.background.jobs == ())


def test_a_file_that_is_no_project_is_an_error_and_changes_nothing(
    qtbot: QtBot,
    page_context: PageContext,
    window: MainWindow,
    open_project: Workspace,
    tmp_path: Path,
) -> None:
    wrong = tmp_path / "wrong.tunesmith"
    wrong.write_text("not a project")
    with qtbot.waitSignal(page_context.background.failed) as failed:
        page_context.projects.open(wrong)
    page_context.errors.show(failed.args[1])
    assert [notice.kind for notice in window.page.notices.notices] == ["error"]
    assert page_context.projects.current is open_project


def test_renaming_the_project_shows_in_the_title(
    qtbot: QtBot, page_context: PageContext, window: MainWindow, open_project: Workspace
) -> None:
    window.setWindowTitle("")
    page_context.events.announce(Changes.of(Kind.TASK))
    qtbot.waitUntil(lambda: "Support tickets" in window.windowTitle())


def test_f1_lists_the_keys_of_the_page(
    qtbot: QtBot, window: MainWindow, open_project: Workspace
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    qtbot.waitUntil(dialog.isVisible)
    words = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Space", "Skip on data", "Ctrl+1 … Ctrl+6"} <= words
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_closes_when_nothing_runs(window: MainWindow) -> None:
    assert window.close()
    assert not window.isVisible()


def test_closing_asks_when_work_is_under_way(
    qtbot: QtBot, window: MainWindow, background: Background
) -> None:
    let_on, owner = threading.Event(), QObject()
    background.run("Importing tickets.csv", lambda _: let_on.wait(10), owner=owner)
    window.close()
    assert window.isVisible()
    press(qtbot, window, "Keep working")
    assert window.isVisible()
    window.close()
    press(qtbot, window, "Stop")
    assert not window.isVisible()
    let_on.set()


def press(qtbot: QtBot, window: MainWindow, word: str) -> None:
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    assert "Importing tickets.csv" in dialog.accessibleDescription()
    found = next(b for b in dialog.findChildren(QPushButton) if b.text() == word)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def test_it_fits_a_small_screen(window: MainWindow, open_project: Workspace) -> None:
    window.resize(QSize(10, 10))
    assert window.size() == QSize(1024, 700)
