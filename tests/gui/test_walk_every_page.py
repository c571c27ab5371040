"""Every page by Tab alone: each stop is seen, has a name, and none is a trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.application import Program
from gui.navigation import Page
from services.app import Workspace
from services.settings import Folders, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.theme import Theme

MOST_STOPS = 80


class StrayWindows(QObject):
    """Notes windows that come up beside the program's own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample with a prompt."""
    path = tmp_path_factory.mktemp("walk") / "bank.tunesmith"
    with Workspace.from_sample("banking", path, settings=Settings(author="me")) as workspace:
        workspace.prompts.create("Plain")
    return path


@pytest.fixture
def program(qtbot: QtBot, theme: Theme, sample_file: Path, tmp_path: Path) -> Iterator[Program]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Program(app, Folders.below(tmp_path))
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    with qtbot.waitSignal(made.projects.opened):
        made.projects.open(sample_file)
    yield made
    made.window.hide()
    made.close()
    made.window.deleteLater()


@pytest.fixture
def stray_windows(qapp: QApplication) -> Iterator[StrayWindows]:
    watch = StrayWindows()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def stops(program: Program) -> list[QWidget]:
    """The widgets that Tab reaches from where the focus is, until it comes round."""
    first = QApplication.focusWidget()
    found: list[QWidget] = []
    for _ in range(MOST_STOPS):
        now = QApplication.focusWidget()
        if now is None or (found and now is first):
            return found
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    names = [f"{type(stop).__name__} {name_of(stop)}" for stop in found]
    message = f"Tab does not come round on {program.window.page.title}: {names}"
    raise AssertionError(message)


@pytest.mark.parametrize("page", [page for page in Page if page is not Page.START])
def test_tab_walks_the_page(
    stray_windows: StrayWindows, program: Program, page: Page, qtbot: QtBot
) -> None:
    program.navigation.go(page)
    qtbot.waitUntil(lambda: not program.background.jobs)
    shown = program.window.page

    def focused_inside() -> bool:
        now = QApplication.focusWidget()
        return now not in (None, shown) and shown.isAncestorOf(now)

    qtbot.waitUntil(lambda: focused_inside() and not program.background.jobs)
    found = stops(program)
    inside = [stop for stop in found if program.window.page.isAncestorOf(stop)]
    assert inside, "something on the page takes the focus"
    assert stray_windows.seen == ["MainWindow"]
    for stop in found:
        assert stop.isVisible()
        assert name_of(stop), f"{stop} has no name for a screen reader"
    for widget in program.window.page.findChildren(QWidget):
        inner = isinstance(widget, QLabel) or widget.objectName().startswith("qt_")
        clickable = widget.focusPolicy() & Qt.FocusPolicy.ClickFocus
        if widget.isVisible() and clickable and not inner:
            assert name_of(widget), f"{widget} has no name for a screen reader"
