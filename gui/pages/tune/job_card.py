"""One tuning job: where it stands, what it costs, and more on request."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from gui.pages.tune.failure_box import FailureBox
from gui.pages.tune.job_columns import ACTIONS, PROGRESS, STATE, TIME, WHAT, columns
from gui.pages.tune.job_details import JobDetails
from gui.pages.tune.job_facts import cost_words, job_title, progress_words, time_words
from gui.pages.tune.words import rows_words, state_pill, state_words
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import Pill, label
from services.domain.tuning import JobState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from gui.pages.tune.job_standing import JobStanding
    from gui.theme import Theme
    from services.domain.tuning import TuningJob


class JobAct(enum.Enum):
    """What can be done with a job."""

    CONTINUE = "continue"
    DISCARD = "discard"
    CANCEL = "cancel"
    MODEL = "model"
    EVALUATE = "evaluate"
    DROPPED = "dropped"
    LABEL_DROPPED = "label dropped"
    DELETE_FILES = "delete files"
    OPEN_ROW = "open row"
    CONSOLE = "console"


IN_HEAD = (JobAct.CONTINUE, JobAct.DISCARD, JobAct.CANCEL, JobAct.MODEL)
BELOW = (
    JobAct.EVALUATE,
    JobAct.DROPPED,
    JobAct.LABEL_DROPPED,
    JobAct.CONSOLE,
    JobAct.DELETE_FILES,
)


class JobCard(Card):
    """`asked` carries what the user wants done; `opened` says that the details are wanted."""

    asked = Signal(object)
    opened = Signal()

    def __init__(self, theme: Theme, number: int, job: TuningJob) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self._console = ""
        self._grid = columns()
        self.job = job
        self._build()

    def show_job(self, job: TuningJob, standing: JobStanding) -> None:
        """Show where the job stands now."""
        self.job = job
        service_state = job.remote.service_state if job.remote else ""
        stopped = standing.interrupted
        words = self.tr("interrupted") if stopped else state_words(job.state, service_state)
        self.state.show_as(words, PillKind.WARN if stopped else state_pill(job.state))
        self.title.setText(job_title(self._number, job))
        lost = bool(standing.elsewhere) and not job.state.ended
        self.progress.setText(self.tr("not followed") if lost else progress_words(job))
        self.cost.setText(self._cost(job, standing))
        self.show_time(standing.now)
        self._show_note(standing)
        waits = job.state is JobState.IN_LINE
        otherwise = "" if standing.failure or waits else job.error
        self.failure.show_failure(standing.failure, otherwise)
        self.bar.setVisible(self._runs() and not stopped and not standing.elsewhere)
        self._show_progress(job)
        self._show_buttons(standing)
        self.setAccessibleName(f"{self.title.text()}: {words}")
        if self.more.isChecked():
            self.opened.emit()

    def show_time(self, now: float) -> None:
        """How long it has run, or took; `now` in seconds since 1970."""
        self.time.setText(time_words(self.job, now))

    def set_state_width(self, width: int) -> None:
        """Give the state as much room as in the other lines."""
        self._grid.setColumnMinimumWidth(STATE, width)

    def _build(self) -> None:
        self.state = Pill("")
        self.title = label("", "field", wrap=True)
        self.cost = label("", "small", wrap=True)
        self.progress = label("", "small", wrap=True)
        self.time = label("", "small", wrap=True)
        self.note = label("", "warn", wrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(self.tr("Epochs done"))
        self.failure = FailureBox(self._theme)
        self.failure.row_asked.connect(lambda: self.asked.emit(JobAct.OPEN_ROW))
        self.details = JobDetails(self._theme)
        self._build_buttons()
        below = QHBoxLayout()
        below.setSpacing(8)
        for act in BELOW:
            below.addWidget(self.buttons[act])
        below.addStretch()
        self.add(self._head(), self.note, self.failure, self.details, below)
        self.details.hide()
        self.note.hide()

    def _head(self) -> QHBoxLayout:
        top = Qt.AlignmentFlag.AlignTop
        grid = self._grid
        grid.addWidget(self.state, 0, STATE, 2, 1, top)
        grid.addWidget(self.title, 0, WHAT)
        grid.addWidget(self.cost, 1, WHAT)
        grid.addWidget(self.progress, 0, PROGRESS, top)
        grid.addWidget(self.bar, 1, PROGRESS, top)
        grid.addWidget(self.time, 0, TIME, top)
        actions = QHBoxLayout()
        actions.setSpacing(6)
        actions.addStretch()
        for act in IN_HEAD:
            actions.addWidget(self.buttons[act])
        actions.addWidget(self.more)
        grid.addLayout(actions, 0, ACTIONS, 2, 1, top)
        line = QHBoxLayout()
        line.addLayout(grid)
        return line

    def _build_buttons(self) -> None:
        theme = self._theme
        self.more = button(theme, self.tr("Details"), variant="ghost")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_details)
        self.buttons: dict[JobAct, QPushButton] = {
            JobAct.CONTINUE: button(theme, self.tr("Continue")),
            JobAct.DISCARD: button(theme, self.tr("Discard"), variant="danger"),
            JobAct.CANCEL: button(theme, self.tr("Cancel…"), variant="danger"),
            JobAct.MODEL: button(theme, self.tr("Model")),
            JobAct.EVALUATE: button(theme, self.tr("Evaluate"), "chart-column"),
            JobAct.DROPPED: button(theme, "", "table"),
            JobAct.LABEL_DROPPED: button(theme, self.tr("Look at their answers"), "tag"),
            JobAct.CONSOLE: button(theme, self.tr("Google's console")),
            JobAct.DELETE_FILES: button(theme, self.tr("Delete the uploaded files"), "trash-2"),
        }
        for act, made in self.buttons.items():
            made.clicked.connect(lambda _=False, act=act: self.asked.emit(act))
            made.setAccessibleDescription(self.tr("Job {number}").format(number=self._number))
            made.hide()

    def _cost(self, job: TuningJob, standing: JobStanding) -> str:
        training = job.lineage.get("training", {})
        rows = rows_words(training.get("lines", training.get("rows", 0)))
        return f"{rows} · {cost_words(job, standing.price)}"

    def _show_note(self, standing: JobStanding) -> None:
        """What keeps the job from being followed, which does not stop the job itself."""
        note = "" if self.job.state.ended else standing.elsewhere or standing.trouble
        if self.job.state is JobState.IN_LINE:
            note = note or self.job.error  # why it waits, which is no failure
        if not note and self.job.state is JobState.IN_LINE and not self.job.error:
            note = self.tr(
                "The service takes no more jobs now: this one is sent when another one ends, also "
                "after a restart."
            )
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _runs(self) -> bool:
        return not self.job.state.ended and self.job.state is not JobState.IN_LINE

    def _show_progress(self, job: TuningJob) -> None:
        done = job.remote.completed_epochs if job.remote else None
        # Without a count of epochs the bar only says that something is going on.
        self.bar.setRange(0, job.recipe.epochs if done is not None else 0)
        self.bar.setValue(done or 0)

    def _show_buttons(self, standing: JobStanding) -> None:
        job, here = self.job, not standing.elsewhere
        at_service = job.remote is not None
        waits = job.state is JobState.IN_LINE
        running = at_service and not job.state.ended and job.state is not JobState.CANCELLING
        tuned = at_service and job.remote is not None and job.remote.tuned is not None
        shown = {
            JobAct.CONTINUE: standing.interrupted and here,
            JobAct.DISCARD: (standing.interrupted or waits) and here,
            JobAct.CANCEL: running and here,
            JobAct.MODEL: job.state.ended and tuned,
        }
        for act, visible in shown.items():
            self.buttons[act].setVisible(visible)
        self._console = standing.console
        self._show_below()

    def _show_below(self) -> None:
        job, wanted = self.job, self.more.isChecked()
        statistics = job.remote.statistics if job.remote else None
        left_out = bool(statistics and statistics.dropped)
        uploaded = bool(job.lineage.get("training", {}).get("uri"))
        tuned = job.remote is not None and job.remote.tuned is not None
        answers = job.state.ended and tuned and job.standing.answers
        self.buttons[JobAct.EVALUATE].setVisible(wanted and answers)
        rows = rows_words(statistics.truncated if statistics else 0)
        words = self.tr("{rows} cut or left out: open them").format(rows=rows)
        self.buttons[JobAct.DROPPED].setText(words)
        self.buttons[JobAct.DROPPED].setVisible(left_out)
        self.buttons[JobAct.LABEL_DROPPED].setVisible(left_out)
        self.buttons[JobAct.CONSOLE].setVisible(wanted and bool(self._console))
        self.buttons[JobAct.DELETE_FILES].setVisible(wanted and job.state.ended and uploaded)

    def _show_details(self, wanted: bool) -> None:
        self.details.setVisible(wanted)
        self._show_below()
        if wanted:
            self.opened.emit()
