"""The tuning jobs of the project, the newest first, and what can be done with them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.background import Lane
from gui.message_dialog import MessageDialog
from gui.navigation import NewRun, Page
from gui.pages.tune.curves_card import CurvesCard
from gui.pages.tune.job_card import JobAct, JobCard
from gui.pages.tune.job_columns import JobHeads
from gui.pages.tune.job_standing import JobStanding
from gui.pages.tune.words import clock_words, count
from gui.widgets.labels import SectionLabel
from services.domain.errors import AppError
from services.domain.example import ExampleFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from services.domain.tuning import TuningJob
    from services.jobs import JobContext

TEXT = 80
TIMES_MS = 20_000


class JobList(QWidget):
    """`begun_ended` says that a start has come to its end; `model_asked` carries a job's id."""

    begun_ended = Signal()
    model_asked = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._workspace = context.project
        self._tuning = context.project.tuning
        self._following = context.project.following
        self.cards: dict[str, JobCard] = {}
        self._title = SectionLabel(self.tr("Jobs"))
        self._heads = JobHeads()
        self.curves = CurvesCard(context.theme, self._following)
        self.curves.reading_asked.connect(self._read_curves)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        for part in (self._title, self._heads, self.curves):
            self._layout.addWidget(part)
        self._times = QTimer(self, interval=TIMES_MS)
        self._times.timeout.connect(self._show_times)
        self._times.start()
        self._follow_trouble()

    def show_jobs(self) -> None:
        """Show the jobs as the project has them now."""
        jobs = self._tuning.jobs()
        self._title.setVisible(bool(jobs))
        self._heads.setVisible(bool(jobs))
        self._drop_all_but({job.id for job in jobs})
        for number, job in enumerate(jobs, start=1):
            card = self.cards.get(job.id) or self._add_card(number, job)
            self._show(card, job)
        self._align()
        self.curves.show_jobs(jobs)

    @property
    def under_way(self) -> int:
        """How many jobs have not ended."""
        return sum(not card.job.state.ended for card in self.cards.values())

    def summary(self) -> str:
        """How many models there are, and how many jobs are under way."""
        if not self.cards:
            return self.tr("Nothing was tuned yet")
        models = sum(model.checkpoint is None for model in self._tuning.models())
        words = [count(models, self.tr("tuned model"), self.tr("tuned models"))] if models else []
        if self.under_way:
            words.append(self.tr("{n} under way").format(n=self.under_way))
        return " · ".join(words) or self.tr("No tuned model yet")

    def ask_now(self) -> None:
        """Ask the service for the jobs, without waiting until it is time."""
        self._run(self.tr("Asking for tuning jobs"), self._following.ask)

    def begin(self, title: str, work: Callable[[JobContext], TuningJob]) -> None:
        """Run a start in the background; it can be stopped from the job strip."""
        job = self._context.background.run(
            title,
            work,
            owner=self,
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )
        job.finished.connect(self.show_jobs)
        job.finished.connect(self.begun_ended)

    def _align(self) -> None:
        """The states of all jobs take the room that the longest of them needs."""
        width = max((card.state.sizeHint().width() for card in self.cards.values()), default=0)
        for line in (self._heads, *self.cards.values()):
            line.set_state_width(width)

    def _show(self, card: JobCard, job: TuningJob) -> None:
        catalogue = self._workspace.connection.catalogue
        standing = JobStanding(
            catalogue.price(job.base_model),
            time.time(),
            interrupted=self._tuning.interrupted(job),
            elsewhere=self._tuning.why_elsewhere(job),
            trouble=self._trouble() if self._tuning.unasked(job) else "",
            failure=self._following.failure(job),
            console=self._following.console_link(job),
        )
        card.show_job(job, standing)

    def _trouble(self) -> str:
        trouble = self._following.trouble
        if trouble is None:
            return ""
        return self.tr(
            "Not asked since {time}: {title} {way_out} The job itself goes on at the service."
        ).format(time=clock_words(trouble.since), title=trouble.title, way_out=trouble.way_out)

    def _follow_trouble(self) -> None:
        """Trouble is told on the asking thread, maybe when this list is gone already."""
        background = self._context.background
        stop = self._following.subscribe(lambda: background.post(self._show_if_there))
        self.destroyed.connect(lambda _: stop())

    def _show_if_there(self) -> None:
        if shiboken6.isValid(self):
            self.show_jobs()

    @Slot()
    def _show_times(self) -> None:
        if self.isVisible() and self.under_way:
            for card in self.cards.values():
                card.show_time(time.time())

    def _drop_all_but(self, known: set[str]) -> None:
        for gone in [job_id for job_id in self.cards if job_id not in known]:
            card = self.cards.pop(gone)
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _add_card(self, number: int, job: TuningJob) -> JobCard:
        card = JobCard(self._context.theme, number, job)
        card.asked.connect(lambda act: self._act(card.job, act))
        card.opened.connect(lambda: self._show_details(card))
        self.cards[job.id] = card
        self._layout.insertWidget(2, card)
        return card

    def _show_details(self, card: JobCard) -> None:
        card.details.show_job(card.job, self._left_out(card.job))

    def _left_out(self, job: TuningJob) -> list[tuple[int, str, str]]:
        """The rows that the service cut or dropped: line, reason, beginning of the text."""
        found: list[tuple[int, str, str]] = []
        for row in self._tuning.dropped(job):
            try:
                text = self._workspace.datasets.example(row.example_id).text
            except AppError:
                text = self.tr("(this row is not in the project any more)")
            shown = " ".join(text.split())
            cut = shown if len(shown) <= TEXT else f"{shown[:TEXT]}…"
            found.append((row.line, row.reason, cut))
        return found

    def _act(self, job: TuningJob, act: JobAct) -> None:
        match act:
            case JobAct.CONTINUE:
                self.begin(
                    self.tr("Continuing to tune {model}").format(model=job.base_model),
                    lambda context: self._tuning.resume(job, context),
                )
            case JobAct.DISCARD:
                self._run(self.tr("Discarding a job"), lambda: self._tuning.discard(job))
            case JobAct.CANCEL:
                self._ask_cancel(job)
            case JobAct.MODEL:
                self.model_asked.emit(job.id)
            case JobAct.EVALUATE:
                self._evaluate(job)
            case JobAct.DROPPED | JobAct.LABEL_DROPPED:
                rows = frozenset(row.example_id for row in self._tuning.dropped(job))
                page = Page.DATA if act is JobAct.DROPPED else Page.LABEL
                self._context.navigation.go(page, ExampleFilter(ids=rows))
            case JobAct.OPEN_ROW:
                self._open_failed_row(job)
            case JobAct.CONSOLE:
                QDesktopServices.openUrl(QUrl(self._following.console_link(job)))
            case JobAct.DELETE_FILES:
                title = self.tr("Deleting uploaded files")
                self._run(title, lambda: self._tuning.delete_uploaded(job))

    def _open_failed_row(self, job: TuningJob) -> None:
        failure = self._following.failure(job)
        if failure is not None and failure.example_id:
            wanted = ExampleFilter(ids=frozenset((failure.example_id,)))
            self._context.navigation.go(Page.DATA, wanted)

    def _evaluate(self, job: TuningJob) -> None:
        """Begin a run of the tuned model with the prompt that it was tuned with."""
        prompt = self._workspace.prompts.version(job.prompt_id, job.prompt_version)
        made = (model for model in self._tuning.models() if model.job_id == job.id)
        self._context.navigation.go(Page.EVALUATE, NewRun(prompt, next(made, None)))

    def _ask_cancel(self, job: TuningJob) -> None:
        dialog = MessageDialog(
            self.tr("Cancel this job?"),
            self.tr("It ends without a tuned model. What it used until then is billed."),
            self.window(),
        )
        title = self.tr("Cancelling a job")
        dialog.add_button(
            self.tr("Cancel the job"),
            "danger",
            lambda: self._run(title, lambda: self._tuning.cancel(job)),
        )
        dialog.set_default(dialog.add_button(self.tr("Let it run"), "primary"))
        dialog.open()

    @Slot()
    def _read_curves(self) -> None:
        """Read the curves that are missing; an error says why they cannot be read."""
        have = self._following.with_curves()
        jobs = [job for job in self._tuning.jobs() if job.id not in have and job.state.ended]
        here = [job for job in jobs if not self._tuning.why_elsewhere(job)]

        def read() -> None:
            for job in here:
                self._following.read_curves(job)

        self._run(self.tr("Reading curves"), read)

    def _run(self, title: str, work: Callable[[], object]) -> None:
        self._context.background.run(
            title,
            lambda _: work(),
            owner=self,
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )
