"""One tuning job: where it stands, what it costs, and more on request."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QWidget

from gui.pages.tune.job_facts import cost_words, facts, job_title, progress_words
from gui.pages.tune.words import rows_words, state_pill, state_words
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel, Pill, label
from services.domain.tuning import JobState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from gui.theme import Theme
    from services.catalogue import Price
    from services.domain.tuning import TuningJob


class JobAct(enum.Enum):
    """What can be done with a job."""

    CONTINUE = "continue"
    DISCARD = "discard"
    CANCEL = "cancel"
    DROPPED = "dropped"
    DELETE_FILES = "delete files"
    EVALUATE = "evaluate"


class JobCard(Card):
    """`asked` carries what the user wants done."""

    asked = Signal(object)

    def __init__(self, theme: Theme, number: int, job: TuningJob) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self.job = job
        self._build()

    def show_job(
        self, job: TuningJob, price: Price, now: float, *, interrupted: bool, here: bool
    ) -> None:
        """Show where the job stands now; `now` in seconds since 1970.

        `here` is false for a job of the other connection, which cannot be asked for now.
        """
        self.job = job
        service_state = job.remote.service_state if job.remote else ""
        words = self.tr("interrupted") if interrupted else state_words(job.state, service_state)
        self.state.show_as(words, PillKind.WARN if interrupted else state_pill(job.state))
        self.title.setText(job_title(self._number, job))
        lost = not here and not job.state.ended
        elsewhere = self.tr("not followed: change the connection in Settings")
        self.progress.setText(elsewhere if lost else progress_words(job, now))
        self.cost.setText(self._cost(job, price))
        self.error.setText(job.error)
        self.error.setVisible(bool(job.error))
        self.bar.setVisible(not job.state.ended and not interrupted and here)
        self._show_progress(job)
        self._show_buttons(job, interrupted=interrupted, here=here)
        self.setAccessibleName(f"{self.title.text()}: {words}")
        self._show_facts()

    def _build(self) -> None:
        self.state = Pill("")
        self.title = ElidedLabel("", "field")
        self.progress = label("", "small")
        self.cost = label("", "small", wrap=True)
        self.error = label("", "bad", wrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(self.tr("Epochs done"))
        self.more = button(self._theme, self.tr("Details"), variant="ghost")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_facts)
        self._facts = QWidget()
        grid = QGridLayout(self._facts)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._grid = grid
        self._build_buttons()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.state)
        head.addWidget(self.title, 1)
        head.addWidget(self.progress)
        for act in (JobAct.CONTINUE, JobAct.DISCARD, JobAct.CANCEL, JobAct.EVALUATE):
            head.addWidget(self.buttons[act])
        head.addWidget(self.more)
        self.below = QHBoxLayout()
        self.below.setSpacing(8)
        self.below.addWidget(self.buttons[JobAct.DROPPED])
        self.below.addWidget(self.buttons[JobAct.DELETE_FILES])
        self.below.addStretch()
        self.add(head, self.bar, self.cost, self.error, self._facts, self.below)
        self._facts.hide()

    def _build_buttons(self) -> None:
        theme = self._theme
        self.buttons: dict[JobAct, QPushButton] = {
            JobAct.CONTINUE: button(theme, self.tr("Continue"), "play"),
            JobAct.DISCARD: button(theme, self.tr("Discard"), variant="danger"),
            JobAct.CANCEL: button(theme, self.tr("Cancel…"), variant="danger"),
            JobAct.EVALUATE: button(theme, self.tr("Evaluate"), "chart-column"),
            JobAct.DROPPED: button(theme, self.tr("Open the rows that were left out"), "table"),
            JobAct.DELETE_FILES: button(theme, self.tr("Delete the uploaded files"), "trash-2"),
        }
        for act, made in self.buttons.items():
            made.clicked.connect(lambda _=False, act=act: self.asked.emit(act))
            made.hide()

    def _cost(self, job: TuningJob, price: Price) -> str:
        training = job.lineage.get("training", {})
        rows = rows_words(training.get("lines", training.get("rows", 0)))
        return f"{rows} · {cost_words(job, price)}"

    def _show_progress(self, job: TuningJob) -> None:
        done = job.remote.completed_epochs if job.remote else None
        # Without a count of epochs the bar only says that something is going on.
        self.bar.setRange(0, job.recipe.epochs if done is not None else 0)
        self.bar.setValue(done or 0)

    def _show_buttons(self, job: TuningJob, *, interrupted: bool, here: bool) -> None:
        at_service = job.remote is not None
        running = at_service and not job.state.ended and job.state is not JobState.CANCELLING
        tuned = job.remote is not None and job.remote.tuned is not None
        statistics = job.remote.statistics if job.remote else None
        left_out = bool(statistics and statistics.dropped)
        uploaded = bool(job.lineage.get("training", {}).get("uri"))
        shown = {
            JobAct.CONTINUE: interrupted and here,
            JobAct.DISCARD: interrupted and here,
            JobAct.CANCEL: running and here,
            JobAct.EVALUATE: job.state.ended and tuned,
            JobAct.DROPPED: left_out,
            JobAct.DELETE_FILES: job.state.ended and uploaded and self.more.isChecked(),
        }
        for act, visible in shown.items():
            self.buttons[act].setVisible(visible)

    def _show_facts(self) -> None:
        wanted = self.more.isChecked()
        self._facts.setVisible(wanted)
        uploaded = bool(self.job.lineage.get("training", {}).get("uri"))
        self.buttons[JobAct.DELETE_FILES].setVisible(wanted and self.job.state.ended and uploaded)
        if not wanted:
            return
        while self._grid.count():
            item = self._grid.takeAt(0)
            part = item.widget() if item else None
            if part is not None:
                part.hide()
                part.deleteLater()
        for row, (name, value) in enumerate(facts(self.job)):
            text = label(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(label(name, "mute"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1)
