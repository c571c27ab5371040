"""Puts the program together: settings, connection, projects, window."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from gui.all_pages import PAGES
from gui.background import Background, Lane
from gui.batch_follower import BatchFollower
from gui.consent import Consent
from gui.diagnostics import log_to
from gui.errors import Errors
from gui.job_follower import JobFollower
from gui.live_settings import LiveSettings
from gui.main_window import MainWindow
from gui.navigation import Navigation, Page, ShowJob
from gui.page_context import PageContext
from gui.project_events import ProjectEvents
from gui.projects import Projects
from gui.stop_question import StopQuestion
from gui.theme import RESOURCES, Theme
from gui.translation import tr
from services.connection import Connection, ConnectionPhase
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind
from services.domain.tuning import JobState
from services.settings import Folders, Settings, SettingsFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.background import Job
    from services.app import Workspace
    from services.domain.task import Task
    from services.domain.tuning import TuningJob

SWITCH_INTERVAL = 0.001


@dataclass(frozen=True, slots=True)
class Options:
    """What stands on the command line; `tour` is the folder for the tour's pictures."""

    project: Path | None = None
    tour: Path | None = None


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; leaves the program with a word of help when it is wrong."""
    parser = argparse.ArgumentParser(
        prog="tunesmith", description=tr("Label, prompt, tune, review.")
    )
    parser.add_argument("project", nargs="?", type=Path, help=tr("a .tunesmith file to open"))
    parser.add_argument(
        "--tour",
        type=Path,
        metavar="FOLDER",
        help=tr("walk a sample through the whole loop; leave pictures and files in FOLDER"),
    )
    chosen = parser.parse_args(arguments)
    return Options(project=chosen.project, tour=chosen.tour)


def run(project: Path | None) -> int:
    """Start the program and stay until its window is closed; gives the exit code."""
    program = Program(make_application(), Folders.of_user())
    program.start(project)
    code = QApplication.exec()
    program.close()
    return code


def make_application() -> QApplication:
    """The application, still undressed. The window gets its turn after a millisecond at most."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Tunesmith")
    app.setDesktopFileName("tunesmith")
    _translate(app)
    return app


class Program(QObject):
    """The composition root of the window: makes every part once and hands it on."""

    def __init__(self, app: QApplication, folders: Folders) -> None:
        super().__init__(app)
        self.errors = Errors(log_to(folders.logs), self)
        self.errors.catch_unhandled()
        file = SettingsFile(folders.config / "settings.toml")
        settings, problem = _load(file)
        self._problems = [] if problem is None else [problem]
        self.theme = Theme(app, settings.theme)
        self.background = Background(self)
        self.background.failed.connect(self._show_failure)
        self.settings = LiveSettings(file, settings, self)
        self.settings.changed.connect(self._follow_settings)
        self.events = ProjectEvents(self)
        self.connection = Connection(settings, folders)
        self.connection.subscribe(lambda _: self.background.post(self._show_connection))
        question = StopQuestion(self.background, self, self._waiting_jobs)
        self.projects = Projects(self.background, question, self._open, self._create, self)
        self.projects.opened.connect(self._remember)
        self.projects.opened.connect(self._follow_jobs)
        self.projects.closed.connect(self._forget_jobs)
        self._follower: JobFollower | None = None
        self.consent = Consent(self.settings, self.projects, self.background, self.errors, self)
        self.connection.ask_before_rows(self.consent.may_leave)
        self.navigation = Navigation(self)
        self.window = MainWindow(self._context(), PAGES, question)
        self._show_connection()

    def start(self, project: Path | None = None) -> None:
        """Show the window; all else comes after its first paint."""
        self.window.show()
        QTimer.singleShot(0, lambda: self._after_first_paint(project))

    def close(self) -> None:
        """Stop what runs, then close the project and the connection."""
        self.consent.close()
        self.background.shutdown()
        if self.projects.current is not None:
            self.projects.current.close()
        self.connection.close()

    def _after_first_paint(self, project: Path | None) -> None:
        self._tell_problems()
        self._check_catalogue()
        self.connection.start()
        if project is not None:
            # Its pages cover the start page, on which they were told.
            self.projects.opened.connect(lambda _: QTimer.singleShot(0, self, self._tell_again))
            self.projects.open(project.resolve())

    def _check_catalogue(self) -> None:
        """Say which of the user's own tables of models, prices and recipes cannot be used."""
        self.background.run(
            self.tr("Reading models and prices"),
            lambda _: self.connection.catalogue.problems,
            owner=self,
            done=self._show_problems,
            lane=Lane.READ,
            quiet=True,
        )

    def _show_problems(self, problems: Sequence[AppError]) -> None:
        self._problems.extend(problems)
        self._tell_problems()

    @Slot()
    def _tell_problems(self) -> None:
        """Say what is wrong with the user's own files; said twice on a page, it shows once."""
        for problem in self._problems:
            self.errors.show(problem, self.window.page)

    @Slot()
    def _tell_again(self) -> None:
        self._tell_problems()
        self._problems = []

    def _context(self) -> PageContext:
        return PageContext(
            workspace=None,
            background=self.background,
            navigation=self.navigation,
            events=self.events,
            theme=self.theme,
            settings=self.settings,
            errors=self.errors,
            projects=self.projects,
            connection=self.connection,
        )

    # The use cases are read off the GUI thread when the first project opens, not at the start.
    def _open(self, path: Path) -> Workspace:
        from services.app import Workspace

        return self._listen(
            Workspace.open(path, settings=self.settings.value, connection=self.connection)
        )

    def _create(self, path: Path, task: Task) -> Workspace:
        from services.app import Workspace

        return self._listen(
            Workspace.create(path, task, settings=self.settings.value, connection=self.connection)
        )

    def _listen(self, workspace: Workspace) -> Workspace:
        workspace.subscribe(self.events.announce)
        return workspace

    @Slot(object)
    def _remember(self, workspace: Workspace) -> None:
        try:
            self.settings.save(self.settings.value.with_recent(workspace.path))
        except AppError as error:
            self.errors.show(error, self.window.page)

    @Slot(object)
    def _follow_jobs(self, workspace: Workspace) -> None:
        self._forget_jobs()
        self._follower = JobFollower(self.background, self.events, workspace, self)
        self._follower.ended.connect(self._tell_end)
        batches = BatchFollower(self.background, workspace, self._follower)
        for follower in (self._follower, batches):
            follower.failed.connect(lambda error: self.errors.show(error, self.window.page))

    @Slot(int, object)
    def _tell_end(self, number: int, job: TuningJob) -> None:
        """Wherever the user is, and in the task bar when another program is in front."""
        from gui.pages.tune.end_notice import end_notice

        show = lambda: self.navigation.go(Page.TUNE, ShowJob(job.id))  # noqa: E731
        self.window.page.notify(end_notice(number, job, show))
        QApplication.alert(self.window)

    def _waiting_jobs(self) -> int:
        """Those that nobody sends once the project is closed."""
        workspace = self.projects.current
        jobs = workspace.tuning.jobs() if workspace is not None else ()
        return sum(job.state is JobState.IN_LINE for job in jobs)

    @Slot()
    def _forget_jobs(self) -> None:
        if self._follower is not None:
            self._follower.setParent(None)
            self._follower.deleteLater()
            self._follower = None

    @Slot(object)
    def _follow_settings(self, settings: Settings) -> None:
        self.theme.choose(settings.theme)
        self.connection.configure(settings)
        if self._follower is not None:
            self._follower.follow()
        self._show_connection()

    @Slot(object, object)
    def _show_failure(self, _: Job, error: BaseException) -> None:
        self.errors.show(error)

    def _show_connection(self) -> None:
        chip, state = self.window.connection_chip, self.connection.state()
        sandbox = self.connection.kind is ConnectionKind.SANDBOX
        if state.phase is ConnectionPhase.FAILED:
            chip.show_problem(state.problem, vertex=not sandbox)
        elif state.phase is ConnectionPhase.STARTING:
            chip.show_starting()
        elif sandbox:
            chip.show_sandbox()
        else:
            to = self.connection
            chip.show_vertex(to.project, to.inference_location, to.tuning_location)


def _load(file: SettingsFile) -> tuple[Settings, AppError | None]:
    """The saved settings; with the defaults, what was wrong with them."""
    try:
        return file.load(), None
    except AppError as error:
        return file.default, error


def _translate(app: QApplication) -> None:
    """Load the words of the system's language, Qt's own and ours, where they are shipped."""
    folders = {
        "qtbase": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
        "tunesmith": str(RESOURCES / "i18n"),
    }
    for name, folder in folders.items():
        translator = QTranslator(app)
        if translator.load(QLocale.system(), name, "_", folder):
            app.installTranslator(translator)
