"""A dressed application, the one door to threads, and what pages are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gui.background import Background
from gui.errors import Errors
from gui.live_settings import LiveSettings
from gui.navigation import Navigation
from gui.page_context import PageContext
from gui.project_events import ProjectEvents
from gui.projects import Projects
from gui.stop_question import StopQuestion
from gui.theme import Theme
from services.app import Workspace
from services.connection import Connection
from services.settings import Folders, Settings, SettingsFile, ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

PATIENCE_MS = 60_000


class PatientQtBot(QtBot):
    """Waits as long as a busy machine may take: a test that passes does not wait for its end."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientQtBot(request)


@pytest.fixture(autouse=True)
def no_dialog_is_left(qapp: QApplication) -> Iterator[None]:
    """A dialog that a failing test left open would block the next one."""
    yield
    for widget in qapp.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.close()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The light scheme; a test that changes it puts it back."""
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    made.shutdown()


@pytest.fixture
def question(background: Background) -> StopQuestion:
    return StopQuestion(background)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """To the Sandbox, which starts when it is first asked for."""
    made = Connection(Settings(author="me"), Folders.below(tmp_path / "home"), sandbox_speed=50.0)
    yield made
    made.close()


@pytest.fixture
def page_context(
    theme: Theme,
    background: Background,
    question: StopQuestion,
    connection: Connection,
    tmp_path: Path,
) -> PageContext:
    """The context without a project; `dataclasses.replace(…, workspace=…)` adds one."""
    settings = Settings(author="me", theme=ThemeChoice.LIGHT)
    return PageContext(
        workspace=None,
        background=background,
        navigation=Navigation(),
        events=ProjectEvents(),
        theme=theme,
        settings=LiveSettings(SettingsFile(tmp_path / "settings.toml"), settings),
        errors=Errors(),
        projects=Projects(background, question, Workspace.open, Workspace.create),
        connection=connection,
    )
