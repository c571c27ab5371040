"""The Tune page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gui.navigation import Page, ShowJob
from gui.pages.tune.job_card import JobAct
from gui.pages.tune.job_list import JobList
from gui.pages.tune.model_view import ModelView
from gui.pages.tune.start_form import StartForm
from gui.pages.tune.sweep_list import SweepList
from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState
from gui.widgets.keys import KeyHelp
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.prompt import Prompt

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from gui.page_context import PageContext
    from services.settings import Settings
    from services.tuning.plan import Plan


START, EMPTY, MODEL = range(3)


class TunePage(PageWidget):
    """Above what will be tuned, below what became of it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Tune"))
        self._workspace = context.project
        self._tuning = context.project.tuning
        self._stale = self._unasked = self._sweeps_stale = True
        self._under_way = 0
        self._reached = (context.settings.value.connection, context.settings.value.vertex)
        self.form = StartForm(context)
        self.jobs = JobList(context)
        self.sweeps = SweepList(context)
        self.model = ModelView(context)
        self._build()
        self._connect()
        self._show_jobs()

    def opened(self, query: object | None) -> None:
        """Show the page; a `Prompt` is chosen for tuning, of a `ShowJob` the model is shown."""
        prompts = self._workspace.prompts.all()
        self._stack.setCurrentIndex(START if prompts or self.jobs.cards else EMPTY)
        if isinstance(query, ShowJob):
            self.show_job(query.job_id)
        if not prompts:
            return
        self.form.show_prompts(prompts, query if isinstance(query, Prompt) else None)
        self._unasked = True
        self._look()

    @Slot(str)
    def show_job(self, job_id: str) -> None:
        """Show the page of a job's model; a job that made none is shown among the others."""
        card = self.jobs.cards.get(job_id)
        if card is None:
            return
        if card.job.remote is not None and card.job.remote.tuned is not None:
            self._stack.setCurrentIndex(MODEL)
            self.model.show_model(job_id)
        else:
            self._area.ensureWidgetVisible(card, 0, 0)
            card.more.setFocus()

    def keys(self) -> tuple[KeyHelp, ...]:
        return (
            KeyHelp("Ctrl+Return", self.tr("Start the job, as the button says")),
            KeyHelp("Ctrl+R", self.tr("Ask the service for the jobs now")),
            KeyHelp("←  →", self.tr("Read the values of the chart that has the focus")),
            KeyHelp("Esc", self.tr("From the page of a model back to all jobs")),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._look()
        if self._sweeps_stale:
            self._sweeps_stale = False
            self.sweeps.show_sweeps()

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.form)
        layout.addWidget(self.sweeps)
        layout.addWidget(self.jobs)
        layout.addStretch()
        area = self._area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Tuning"))
        self._stack = QStackedWidget()
        self._stack.addWidget(area)
        self._stack.addWidget(self._build_empty())
        self._stack.addWidget(self.model)
        self.body.addWidget(self._stack)

    def _build_empty(self) -> EmptyState:
        self.write_prompt = button(
            self.context.theme, self.tr("Write a prompt"), "message-square-text", "primary"
        )
        self.write_prompt.clicked.connect(lambda: self.context.navigation.go(Page.PROMPT))
        return EmptyState(
            self.context.theme,
            "sliders-horizontal",
            self.tr("A model is tuned with a prompt"),
            self.tr(
                "Write the prompt first that the tuned model will be called with. Tuning is worth "
                "trying from about 100 labelled training rows on."
            ),
            self.write_prompt,
        )

    def _connect(self) -> None:
        self.form.begun.connect(self._begin)
        self.form.jobs_wanted.connect(self._lead_to_jobs)
        self.form.led.connect(self._area.ensureWidgetVisible)
        self.sweeps.proposed.connect(self.form.propose)
        self.jobs.begun_ended.connect(self._look)
        self.jobs.model_asked.connect(self.show_job)
        self.model.closed.connect(self._leave_model)
        self.model.tune_wanted.connect(self.opened)
        self.context.events.changed.connect(self._note_changes)
        self.context.settings.changed.connect(self._note_settings)
        # Of what can be seen alone: on the page of a model the key must not begin a job.
        QShortcut(QKeySequence("Ctrl+Return"), self._area).activated.connect(self.form.start)
        QShortcut(QKeySequence("Ctrl+R"), self).activated.connect(self.jobs.ask_now)

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.JOBS):
            self._show_jobs()
            self.form.refresh_starts()
        if self.isVisible():
            self.sweeps.note(changes)
        elif changes.concern(Kind.JOBS, Kind.RUNS, Kind.ANSWERS):
            self._sweeps_stale = True
        if changes.concern(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK, Kind.PROMPTS):
            self._stale = True
        if self._stale and self.isVisible():
            self._look()
        if self.model.isVisible():
            self._refresh_model(changes)

    def _refresh_model(self, changes: Changes) -> None:
        if changes.concern(Kind.JOBS, Kind.RUNS):
            self.model.refresh()
        if changes.concern(Kind.ANSWERS):
            self.model.compare()

    @Slot(object)
    def _note_settings(self, settings: Settings) -> None:
        self.form.show_cap()
        reached = (settings.connection, settings.vertex)
        self._unasked = self._unasked or reached != self._reached
        self._reached = reached
        self._show_jobs()
        self._stale = True
        if self.isVisible():
            self._look()

    @Slot()
    def _look(self) -> None:
        self._stale = False
        self.form.look()
        if self._unasked:
            self._unasked = False
            self.form.ask_service()

    @Slot(object)
    def _begin(self, plan: Plan) -> None:
        self.jobs.begin(
            self.tr("Starting to tune {model}").format(model=plan.base_model.name),
            lambda context: self._tuning.launch(plan, context)[0],
        )

    @Slot()
    def _leave_model(self) -> None:
        job = self.model.job
        self._stack.setCurrentIndex(START)
        card = self.jobs.cards.get(job.id) if job else None
        if card is not None:
            self._area.ensureWidgetVisible(card, 0, 0)
            card.buttons[JobAct.MODEL].setFocus()

    @Slot()
    def _lead_to_jobs(self) -> None:
        self._area.ensureWidgetVisible(self.jobs, 0, self._area.height() // 2)

    def _show_jobs(self) -> None:
        self.jobs.show_jobs()
        self.set_subtitle(self.jobs.summary())
        if self.jobs.under_way != self._under_way:
            self._under_way, self._stale, self._unasked = self.jobs.under_way, True, True
        if self.jobs.cards and self._stack.currentIndex() == EMPTY:
            self._stack.setCurrentIndex(START)
