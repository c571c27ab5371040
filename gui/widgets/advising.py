"""Looks for the next sensible step when it may be another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.latest import Latest
from gui.navigation import MistakesOf, Page
from services.adviser.advice import Place
from services.domain.changes import Changes, Kind

if TYPE_CHECKING:
    from gui.background import Background
    from gui.navigation import Navigation
    from gui.widgets.advice_card import AdviceCard
    from services.adviser.advice import Advice
    from services.app import Workspace

PAUSE_MS = 400
PAGES = {
    Place.DATA: Page.DATA,
    Place.LABEL: Page.LABEL,
    Place.PROMPT: Page.PROMPT,
    Place.TUNE: Page.TUNE,
    Place.EVALUATE: Page.EVALUATE,
    Place.REVIEW: Page.REVIEW,
}


class Advising(QObject):
    """Asks when a page is opened and when runs or jobs changed, never while somebody labels."""

    def __init__(
        self, background: Background, navigation: Navigation, card: AdviceCard, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._navigation = navigation
        self._card = card
        self._workspace: Workspace | None = None
        self._looking = Latest(
            background, self, self.tr("Looking for the next step"), pause_ms=PAUSE_MS
        )
        card.taken.connect(self._go)
        card.put_aside.connect(self._put_aside)
        card.all_again.connect(self._advise_all_again)

    def follow(self, workspace: Workspace | None) -> None:
        """Advise on another project; None: on none."""
        self._workspace = workspace
        self._looking.drop()
        self._card.show_advice(None)
        self.look()

    def look(self) -> None:
        """Look for the next step aside, and show it."""
        workspace = self._workspace
        if workspace is not None:
            self._looking.ask(workspace.adviser.next_step, self._card.show_advice)

    def note(self, changes: Changes) -> None:
        """The project changed."""
        if changes.concern(
            Kind.RUNS, Kind.VERDICTS, Kind.JOBS, Kind.MODELS, Kind.ADVICE, Kind.TASK
        ):
            self.look()

    @Slot(object)
    def _go(self, advice: Advice) -> None:
        query: object | None = advice.rows or advice.run
        if advice.place is Place.REVIEW and advice.run is not None:
            query = MistakesOf(advice.run)
        self._navigation.go(PAGES[advice.place], query)

    @Slot(object)
    def _put_aside(self, advice: Advice) -> None:
        if self._workspace is not None:
            self._workspace.adviser.put_aside(advice)

    @Slot()
    def _advise_all_again(self) -> None:
        if self._workspace is not None:
            self._workspace.adviser.advise_all_again()
