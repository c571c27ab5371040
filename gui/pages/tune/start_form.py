"""What to tune, what is not yet in order, what it costs, and the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.background import Lane
from gui.latest import Latest
from gui.navigation import Page
from gui.pages.tune.check_card import CheckCard
from gui.pages.tune.recipe_card import RecipeCard
from gui.pages.tune.start_bar import StartBar
from services.tuning.checks import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.page_context import PageContext
    from services.domain.prompt import Prompt
    from services.domain.tuning import Recipe
    from services.jobs import JobContext
    from services.tuning.checks import Check
    from services.tuning.outlook import Outlook
    from services.tuning.plan import Plan

PAGES = {
    Place.DATA: Page.DATA,
    Place.LABEL: Page.LABEL,
    Place.SETTINGS: Page.SETTINGS,
}


class StartForm(QWidget):
    """`begun` carries the plan that the user wants tuned, `jobs_wanted` asks to see the jobs.

    `led` carries the field that now has the focus, so that it can be scrolled to.
    """

    begun = Signal(object)
    jobs_wanted = Signal()
    led = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._workspace = context.project
        self._tuning = context.project.tuning
        self._latest = Latest(context.background, self, self.tr("Looking at the rows"))
        self._asked = Latest(
            context.background, self, self.tr("Asking before tuning"), lane=Lane.NETWORK
        )
        self._build()
        self._connect()

    def show_prompts(self, prompts: Sequence[Prompt], chosen: Prompt | None) -> None:
        """List the prompts and begin with one of them."""
        self.recipe.show_prompts(prompts, chosen)
        self.recipe.prompt.setFocus()

    @Slot()
    def look(self) -> None:
        """Ask for the checks and the estimate of what is chosen now."""
        self.bar.start.setEnabled(False)
        plan = self._plan()
        if plan is None:
            self._latest.drop()
            self.bar.show_nothing()
            return

        def look(context: JobContext) -> Outlook:
            return self._tuning.outlook(plan, context)

        self._latest.ask(look, lambda outlook: self._show_outlook(plan, outlook))

    def ask_service(self) -> None:
        """Ask for what only the service can say: the bucket, and jobs that it has."""
        self.refresh_starts()
        self._asked.ask(lambda _: self._tuning.ask_service(), self.checks.show_service)

    def refresh_starts(self) -> None:
        """Offer the tuned models that can be tuned further now; one may be gone meanwhile."""
        before = self.recipe.chosen_start
        self.recipe.refresh_starts()
        if self.recipe.chosen_start != before:
            self.look()

    def show_cap(self) -> None:
        """Take the cap over from the settings."""
        self.recipe.show_cap(self._context.settings.value.tuning_cap)

    @Slot(object)
    def propose(self, recipes: Sequence[Recipe]) -> None:
        """Make a sweep of recipes next to a good one."""
        self.recipe.propose(recipes)
        self._lead(self.recipe.sweep.source)

    @Slot()
    def start(self) -> None:
        """Begin as the button says."""
        plan = self._plan()
        if plan is None or not self.bar.start.isEnabled():
            return
        self.recipe.prompt.setFocus()  # a disabled button would hand the focus to the rail
        self.bar.start.setEnabled(False)
        self.begun.emit(plan)

    def _build(self) -> None:
        tuning = self._tuning
        self.recipe = RecipeCard(
            tuning.base_models(), tuning.recipes(), tuning.guide(), tuning.to_start_from
        )
        self.checks = CheckCard(self._context.theme)
        self.bar = StartBar(self._context.theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for part in (self.recipe, self.checks, self.bar):
            layout.addWidget(part)
        self.show_cap()

    def _connect(self) -> None:
        self.recipe.edited.connect(self.look)
        self.recipe.capped.connect(self._save_cap)
        self.checks.led.connect(self._follow_check)
        self.bar.start.clicked.connect(self.start)

    def _plan(self) -> Plan | None:
        """What is chosen now; None while there is no prompt or the recipes cannot be read."""
        prompt, recipes = self.recipe.chosen_prompt, self.recipe.chosen_recipes
        if prompt is None or not recipes:
            return None
        return self._tuning.plan(
            prompt,
            recipes,
            self.recipe.chosen_model,
            start_from=self.recipe.chosen_start,
            cap=self.recipe.chosen_cap,
        )

    def _show_outlook(self, plan: Plan, outlook: Outlook) -> None:
        self.checks.show_checks(outlook.checks)
        self.bar.show_estimate(
            plan,
            outlook.estimate,
            self._workspace.connection,
            may_start=not any(check.blocks for check in outlook.checks),
        )

    @Slot(float)
    def _save_cap(self, dollars: float) -> None:
        """Keep the cap; the page looks again when it hears of it."""
        self._context.settings.change(tuning_cap=dollars)

    @Slot(object)
    def _follow_check(self, check: Check) -> None:
        match check.place:
            case Place.CAP:
                self._lead(self.recipe.cap)
            case Place.ADAPTER:
                self._lead(self.recipe.size_field)
            case Place.MODEL | None:
                self._lead(self.recipe.model)
            case Place.JOBS:
                self.jobs_wanted.emit()
            case Place.PROMPT:
                self._context.navigation.go(Page.PROMPT, self.recipe.chosen_prompt)
            case place:
                self._context.navigation.go(PAGES[place], check.rows)

    def _lead(self, field: QWidget) -> None:
        field.setFocus()
        self.led.emit(field)
