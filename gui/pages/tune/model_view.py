"""The page of a tuned model: where it answers, what it was made from, what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.navigation import NewRun, Page
from gui.pages.tune.checkpoint_table import CheckpointTable
from gui.pages.tune.curves_view import CurvesView, JobCurves
from gui.pages.tune.job_details import FactGrid
from gui.pages.tune.model_acts import ModelActs
from gui.pages.tune.model_facts import model_facts, since_words, standing_words
from gui.pages.tune.smoke_card import SmokeCard
from gui.pages.tune.successor_card import SuccessorCard
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel, Pill, label
from services.tuning.successors import SUCCESSOR_OF

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from gui.page_context import PageContext
    from services.domain.prompt import Prompt
    from services.domain.tuning import TuningJob
    from services.tuning.models import Since


class ModelView(QWidget):
    """`closed` says that the user goes back to the jobs; `tune_wanted` carries a prompt."""

    closed = Signal()
    tune_wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._workspace = context.project
        self._models = context.project.tuned_models
        self._job_id = ""
        self.acts = ModelActs(context, self)
        self._latest = Latest(context.background, self, self.tr("Comparing answers"), pause_ms=0)
        self._build()
        self._connect()

    def show_model(self, job_id: str) -> None:
        """Show the model of a job, from the top."""
        if job_id != self._job_id:
            self._since_card.hide()  # until it is known what changed
        self._job_id = job_id
        self.refresh()
        self.compare()
        self._area.verticalScrollBar().setValue(0)
        self.evaluate.setFocus()

    @Slot()
    def refresh(self) -> None:
        """Show what is known of the model now."""
        job = self.job
        if job is None:
            return
        elsewhere = self._workspace.tuning.why_elsewhere(job)
        self.title.setText(self._models.name(job))
        self.standing.show_as(*standing_words(job, elsewhere))
        retires = self._models.retires(job)
        self.facts.show_facts(model_facts(job, retires, self._models.guideline_revision(job)))
        here = not elsewhere
        curves = self._workspace.following.curves(job)
        self.checkpoints.show_checkpoints(
            job, self._models.default_checkpoint_id(job), curves, here=here
        )
        tuned = job.remote.tuned if job.remote else None
        points = tuned.checkpoints if tuned else ()
        self._checkpoint_card.setVisible(bool(points))
        self.curves.show_jobs([JobCurves(self.title.text(), curves, points)] if curves else [])
        self._curve_card.setVisible(bool(curves))
        self._show_offers(job, here=here)

    @Slot()
    def compare(self) -> None:
        """Look how the answers differ from those that the model was tuned with."""
        job = self.job
        if job is not None:
            self._latest.ask(lambda _: self._models.since(job), self._show_since)

    @property
    def job(self) -> TuningJob | None:
        """The job that made the model, as it stands now."""
        jobs = self._workspace.tuning.jobs()
        return next((job for job in jobs if job.id == self._job_id), None)

    # building

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for part in self._parts():
            layout.addWidget(part)
        layout.addStretch()
        self._area = QScrollArea(widgetResizable=True)
        self._area.setWidget(inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("Tuned model"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(self._head())
        outer.addWidget(self._area, 1)

    def _head(self) -> QHBoxLayout:
        theme = self._context.theme
        self.back = button(theme, self.tr("All jobs"), "arrow-left", "ghost")
        self.title = ElidedLabel("", "h2")
        self.standing = Pill("")
        self.evaluate = button(theme, self.tr("Evaluate"), "chart-column", "primary")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        head.addWidget(self.standing)
        head.addWidget(self.evaluate)
        return head

    def _parts(self) -> tuple[QWidget, ...]:
        theme = self._context.theme
        self._since_card = Card(self.tr("Since then"))
        self.since = label("", wrap=True)
        self.tune_again = button(theme, self.tr("Tune with the answers of now"), "rocket")
        self._since_card.add(self._line(self.since, self.tune_again))
        self._checkpoint_card = Card(self.tr("Checkpoints"))
        self.checkpoints = CheckpointTable(theme)
        self._checkpoint_card.add(self.checkpoints)
        self._curve_card = Card(self.tr("Curves"))
        self.curves = CurvesView(theme)
        self._curve_card.add(self.curves)
        self.smoke = SmokeCard(self._context)
        self.successor = SuccessorCard(theme)
        return (
            self._since_card,
            self._fact_card(),
            self.smoke,
            self._checkpoint_card,
            self._curve_card,
            self.successor,
        )

    def _fact_card(self) -> Card:
        theme = self._context.theme
        card = Card(self.tr("What it is"))
        self.facts = FactGrid()
        self.copy_id = button(theme, self.tr("Copy the endpoint's name"), "copy")
        self.delete_files = button(theme, self.tr("Delete the uploaded files"), "trash-2")
        self.deploy = button(theme, self.tr("Deploy it again"), "upload")
        self.undeploy = button(theme, self.tr("Undeploy…"))
        self.delete = button(theme, self.tr("Delete…"), variant="danger")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.copy_id)
        line.addWidget(self.delete_files)
        line.addStretch()
        for made in (self.deploy, self.undeploy, self.delete):
            line.addWidget(made)
        card.add(self.facts, line)
        return card

    def _line(self, words: QWidget, made: QPushButton) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(words, 1)
        line.addWidget(made)
        return line

    def _connect(self) -> None:
        self.back.clicked.connect(self.closed)
        self.evaluate.clicked.connect(lambda: self._evaluate(""))
        self.checkpoints.evaluated.connect(self._evaluate)
        self.checkpoints.chosen.connect(
            lambda checkpoint: self._act(lambda job: self.acts.choose_default(job, checkpoint))
        )
        self.tune_again.clicked.connect(
            lambda: self._act(lambda job: self.tune_wanted.emit(self._prompt(job)))
        )
        self.copy_id.clicked.connect(self._copy)
        self.deploy.clicked.connect(lambda: self._act(self.acts.deploy))
        self.undeploy.clicked.connect(lambda: self._act(self.acts.ask_undeploy))
        self.delete.clicked.connect(lambda: self._act(self.acts.ask_delete))
        self.delete_files.clicked.connect(lambda: self._act(self.acts.delete_files))
        self.successor.wanted.connect(
            lambda base: self._act(lambda job: self.acts.ask_successor(job, base))
        )
        self.successor.runs_wanted.connect(lambda: self._act(self.acts.ask_runs))
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape),
            self,
            self.closed.emit,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )

    # showing

    def _show_offers(self, job: TuningJob, *, here: bool) -> None:
        standing = job.standing
        self.evaluate.setEnabled(here and standing.answers)
        self.deploy.setVisible(here and standing.undeployed and not standing.deleted)
        self.undeploy.setVisible(here and standing.answers)
        self.delete.setVisible(here and not standing.deleted)
        self.delete_files.setVisible(here and bool(job.lineage.get("training", {}).get("uri")))
        model = next(iter(self._models.models(job)), None) if here else None
        self.smoke.show_model(model, self._prompt(job))
        successors = self._workspace.successors
        self.successor.show_bases(job, self._models.retires(job), successors.bases(job))
        before = self._predecessor(job)
        self.successor.show_missing_runs(before, len(successors.missing_runs(job)) if here else 0)

    def _show_since(self, since: Since) -> None:
        words = since_words(since)
        self.since.setText(words)
        self._since_card.setVisible(bool(words))

    def _predecessor(self, job: TuningJob) -> str:
        before = job.lineage.get(SUCCESSOR_OF)
        jobs = self._workspace.tuning.jobs()
        return next((self._models.name(one) for one in jobs if one.id == before), "")

    # acting

    def _act(self, act: Callable[[TuningJob], object]) -> None:
        job = self.job
        if job is not None:
            act(job)

    def _prompt(self, job: TuningJob) -> Prompt:
        return self._workspace.prompts.version(job.prompt_id, job.prompt_version)

    def _evaluate(self, checkpoint: str) -> None:
        """Begin a run of the model, or of one of its checkpoints, with its own prompt."""
        job = self.job
        if job is None:
            return
        models = self._models.models(job)
        default = self._models.default_checkpoint_id(job)
        wanted = None if checkpoint in ("", default) else checkpoint
        model = next((model for model in models if model.checkpoint == wanted), None)
        self._context.navigation.go(Page.EVALUATE, NewRun(self._prompt(job), model))

    @Slot()
    def _copy(self) -> None:
        job = self.job
        if job is not None and job.remote is not None and job.remote.tuned is not None:
            models = self._models.models(job)
            name = models[0].resource if models else job.remote.tuned.endpoint
            QGuiApplication.clipboard().setText(name)
