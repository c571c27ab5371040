"""Pages outside the program's window, and waiting until something is painted."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

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
from services.settings import Settings, SettingsFile, ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

PATIENCE_MS = 5000


class _PaintWatch(QObject):
    """Ends a loop when a widget is painted."""

    def __init__(self, loop: QEventLoop) -> None:
        super().__init__()
        self._loop = loop

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._loop.quit)
        return super().eventFilter(watched, event)


def until_painted(widget: QWidget, act: Callable[[], object]) -> None:
    """Act, and return when the widget has been painted after it."""
    loop = QEventLoop()
    watch = _PaintWatch(loop)
    widget.installEventFilter(watch)
    act()
    widget.update()
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    loop.exec()
    widget.removeEventFilter(watch)


def until(reached: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    loop = QEventLoop()
    watch = QTimer(interval=5)
    watch.timeout.connect(lambda: reached() and loop.quit())
    watch.start()
    loop.exec()


@contextmanager
def page_context(workspace: Workspace) -> Generator[PageContext]:
    """What a page needs, with real background work and real events."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([])
    background = Background()
    events = ProjectEvents()
    stop_listening = workspace.subscribe(events.announce)
    file = SettingsFile(workspace.path.with_name("settings.toml"))
    question = StopQuestion(background)
    yield PageContext(
        workspace=workspace,
        background=background,
        navigation=Navigation(),
        events=events,
        theme=Theme(app, ThemeChoice.LIGHT),
        settings=LiveSettings(file, Settings(author="me")),
        errors=Errors(),
        projects=Projects(background, question, Workspace.open, Workspace.create),
        connection=workspace.connection,
    )
    stop_listening()
    background.shutdown()
