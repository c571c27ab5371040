"""The tuning jobs of the project, the newest first, and what can be done with them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.background import Lane
from gui.message_dialog import MessageDialog
from gui.navigation import NewRun, Page
from gui.pages.tune.job_card import JobAct, JobCard
from gui.pages.tune.words import count
from gui.widgets.labels import SectionLabel
from services.domain.example import ExampleFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from services.domain.tuning import TuningJob
    from services.jobs import JobContext


class JobList(QWidget):
    """`begun_ended` says that a start has come to its end."""

    begun_ended = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._workspace = context.project
        self._tuning = context.project.tuning
        self.cards: dict[str, JobCard] = {}
        self._title = SectionLabel(self.tr("Jobs"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._layout.addWidget(self._title)

    def show_jobs(self) -> None:
        """Show the jobs as the project has them now."""
        jobs = self._tuning.jobs()
        self._title.setVisible(bool(jobs))
        self._drop_all_but({job.id for job in jobs})
        for number, job in enumerate(jobs, start=1):
            card = self.cards.get(job.id)
            if card is None:
                card = self._add_card(number, job)
            self._show(card, job)

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
        """Ask the service for the jobs, without waiting for the timer that does."""
        self._run(self.tr("Asking for tuning jobs"), self._tuning.refresh)

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

    def _show(self, card: JobCard, job: TuningJob) -> None:
        connection = self._workspace.connection
        price = connection.catalogue.price(job.base_model)
        interrupted = self._tuning.interrupted(job)
        here = job.connection is connection.kind
        card.show_job(job, price, time.time(), interrupted=interrupted, here=here)

    def _drop_all_but(self, known: set[str]) -> None:
        for gone in [job_id for job_id in self.cards if job_id not in known]:
            card = self.cards.pop(gone)
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _add_card(self, number: int, job: TuningJob) -> JobCard:
        card = JobCard(self._context.theme, number, job)
        card.asked.connect(lambda act: self._act(card.job, act))
        self.cards[job.id] = card
        self._layout.insertWidget(1, card)
        return card

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
            case JobAct.DROPPED:
                rows = frozenset(row.example_id for row in self._tuning.dropped(job))
                self._context.navigation.go(Page.DATA, ExampleFilter(ids=rows))
            case JobAct.DELETE_FILES:
                title = self.tr("Deleting uploaded files")
                self._run(title, lambda: self._tuning.delete_uploaded(job))
            case JobAct.EVALUATE:
                self._evaluate(job)

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

    def _run(self, title: str, work: Callable[[], object]) -> None:
        self._context.background.run(
            title,
            lambda _: work(),
            owner=self,
            failed=lambda error: self._context.errors.show(error, self),
            lane=Lane.NETWORK,
        )
