"""The Tune page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.navigation import Page
from gui.pages.tune.check_card import CheckCard
from gui.pages.tune.job_list import JobList
from gui.pages.tune.recipe_card import RecipeCard
from gui.pages.tune.start_bar import StartBar
from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState
from gui.widgets.keys import KeyHelp
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.prompt import Prompt
from services.tuning.checks import Place

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from gui.page_context import PageContext
    from services.jobs import JobContext
    from services.tuning.checks import Check
    from services.tuning.outlook import Outlook

PAGES = {
    Place.DATA: Page.DATA,
    Place.LABEL: Page.LABEL,
    Place.PROMPT: Page.PROMPT,
    Place.SETTINGS: Page.SETTINGS,
}


class TunePage(PageWidget):
    """Above what will be tuned, below what became of it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Tune"))
        self._workspace = context.project
        self._tuning = context.project.tuning
        self._stale = True
        self._under_way = 0
        self.jobs = JobList(context)
        self._build()
        self._latest = Latest(context.background, self, self.tr("Looking at the rows"))
        self._connect()
        self._show_jobs()

    def opened(self, query: object | None) -> None:
        """Show the page; a `Prompt` is chosen for tuning."""
        prompts = self._workspace.prompts.all()
        self._stack.setCurrentIndex(0 if prompts or self.jobs.cards else 1)
        if not prompts:
            return
        self.recipe.show_prompts(prompts, query if isinstance(query, Prompt) else None)
        self._look()
        self.recipe.prompt.setFocus()

    def keys(self) -> tuple[KeyHelp, ...]:
        return (
            KeyHelp("Ctrl+Return", self.tr("Start the job, as the button says")),
            KeyHelp("Ctrl+R", self.tr("Ask the service for the jobs now")),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._look()

    # building

    def _build(self) -> None:
        theme = self.context.theme
        self.recipe = RecipeCard(self._tuning.base_models(), self._tuning.recipes())
        self.checks = CheckCard(theme)
        self.bar = StartBar(theme)
        inside = QWidget()
        inside.setObjectName("scrolled")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.recipe)
        layout.addWidget(self.checks)
        layout.addWidget(self.bar)
        layout.addWidget(self.jobs)
        layout.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Tuning"))
        self._stack = QStackedWidget()
        self._stack.addWidget(area)
        self._stack.addWidget(self._build_empty())
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
        self.recipe.edited.connect(self._look)
        self.checks.led.connect(self._follow_check)
        self.bar.start.clicked.connect(self._start)
        self.jobs.begun_ended.connect(self._look)
        self.context.events.changed.connect(self._note_changes)
        self.context.settings.changed.connect(self._note_settings)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.bar.start.click)
        QShortcut(QKeySequence("Ctrl+R"), self).activated.connect(self.jobs.ask_now)

    # looking

    @Slot()
    def _look(self) -> None:
        """Ask for the checks and the estimate of what is chosen now."""
        prompt = self.recipe.chosen_prompt
        if prompt is None:
            return
        self._stale = False
        recipe, model = self.recipe.chosen_recipe, self.recipe.chosen_model
        self.bar.start.setEnabled(False)

        def look(context: JobContext) -> Outlook:
            return self._tuning.outlook(self._tuning.plan(prompt, [recipe], model), context)

        self._latest.ask(look, self._show_outlook)

    def _show_outlook(self, outlook: Outlook) -> None:
        self.checks.show_checks(outlook.checks)
        self.bar.show_estimate(
            self.recipe.chosen_model,
            outlook.estimate,
            self._workspace.connection,
            may_start=not any(check.blocks for check in outlook.checks),
        )

    def _follow_check(self, check: Check) -> None:
        page = PAGES.get(check.place) if check.place else None
        if page is None:
            self.recipe.model.setFocus()
        elif page is Page.PROMPT:
            self.context.navigation.go(page, self.recipe.chosen_prompt)
        else:
            self.context.navigation.go(page, check.rows)

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.JOBS):
            self._show_jobs()
        if changes.concern(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK, Kind.PROMPTS):
            self._stale = True
        if self._stale and self.isVisible():
            self._look()

    @Slot(object)
    def _note_settings(self, _: object) -> None:
        self._show_jobs()
        self._stale = True
        if self.isVisible():
            self._look()

    @Slot()
    def _start(self) -> None:
        prompt = self.recipe.chosen_prompt
        if prompt is None or not self.bar.start.isEnabled():
            return
        recipe, model = self.recipe.chosen_recipe, self.recipe.chosen_model
        self.recipe.prompt.setFocus()  # a disabled button would hand the focus to the rail
        self.bar.start.setEnabled(False)
        self.jobs.begin(
            self.tr("Starting to tune {model}").format(model=model),
            lambda context: self._tuning.start(prompt, recipe, model, context),
        )

    def _show_jobs(self) -> None:
        self.jobs.show_jobs()
        self.set_subtitle(self.jobs.summary())
        if self.jobs.under_way != self._under_way:
            self._under_way, self._stale = self.jobs.under_way, True
        if self.jobs.cards:
            self._stack.setCurrentIndex(0)
