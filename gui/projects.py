"""The open project: opening, creating and closing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.background import Background, Job
    from gui.stop_question import StopQuestion
    from services.app import Workspace
    from services.domain.task import Task
    from services.jobs import JobContext


class Projects(QObject):
    """One project is open at a time; opening another one closes it.

    `opened` carries the Workspace; `closed` says that none is open. Errors of opening are shown
    to the user, and the open project stays as it is.
    """

    opened = Signal(object)
    closed = Signal()

    def __init__(
        self,
        background: Background,
        question: StopQuestion,
        open_file: Callable[[Path], Workspace],
        create_file: Callable[[Path, Task], Workspace],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._question = question
        self._open_file = open_file
        self._create_file = create_file
        self._current: Workspace | None = None
        self._under_way: Job | None = None

    @property
    def current(self) -> Workspace | None:
        return self._current

    def open(self, path: Path) -> None:
        """Open a project file; `opened` follows."""
        current = self._current
        if current is not None and Path(current.path) == path:
            self.opened.emit(current)
            return
        title = self.tr("Opening {name}").format(name=path.name)
        self._question.ask(lambda: self._start(title, lambda _: self._open_file(path)))

    def create(self, path: Path, task: Task) -> None:
        """Make a new project file and open it; `opened` follows."""
        title = self.tr("Creating {name}").format(name=path.name)
        self._question.ask(lambda: self._start(title, lambda _: self._create_file(path, task)))

    def close(self) -> None:
        """Close the open project; `closed` follows."""
        if self._current is not None:
            self._question.ask(lambda: self._replace(None))

    def _start(self, title: str, work: Callable[[JobContext], Workspace]) -> None:
        if self._under_way is not None:
            return  # A double click must not find the file locked by its own first click.
        self._under_way = self._background.run(title, work, owner=self, done=self._replace)
        self._under_way.finished.connect(self._end)

    @Slot()
    def _end(self) -> None:
        self._under_way = None

    def _replace(self, workspace: Workspace | None) -> None:
        old, self._current = self._current, workspace
        self._background.cancel_all()
        if old is not None:
            _after(self._background.jobs, lambda: self._close(old))
        if workspace is None:
            self.closed.emit()
        else:
            self.opened.emit(workspace)

    def _close(self, old: Workspace) -> None:
        title = self.tr("Closing {name}").format(name=Path(old.path).name)
        self._background.run(title, lambda _: old.close(), owner=self)


def _after(jobs: tuple[Job, ...], then: Callable[[], None]) -> None:
    """Call `then` when all the jobs have ended."""
    waiting = set(jobs)

    def end(job: Job) -> None:
        waiting.discard(job)
        if not waiting:
            then()

    if not waiting:
        then()
    for job in jobs:
        job.finished.connect(lambda job=job: end(job))
