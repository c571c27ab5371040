"""Who suggests, and when that shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from gui.widgets.buttons import icon_button
from services.settings import SuggestionTime

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from gui.pages.label.suggesting import Suggesting

MOST_RUNS = 10


class SuggestionMenu(QMenu):
    """`asked` wants the suggestion for the row at hand now. The menu is made anew each time."""

    asked = Signal()

    def __init__(
        self, context: PageContext, suggesting: Suggesting, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._suggesting = suggesting
        self.aboutToShow.connect(self.fill)

    def on_button(self) -> QToolButton:
        """The button that opens it."""
        made = icon_button(self._context.theme, "lightbulb", self.tr("Suggestions (Ctrl+E: now)"))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setMenu(self)
        return made

    @Slot()
    def fill(self) -> None:
        """Offer what can suggest now."""
        self.clear()
        ask = self.addAction(self.tr("Suggest for this row") + "\tCtrl+E")
        ask.setEnabled(self._suggesting.possible)
        ask.triggered.connect(self.asked)
        self._head(self.tr("Who suggests"))
        self._offer_sources()
        self._head(self.tr("When it shows"))
        self._offer_times()

    def _offer_sources(self) -> None:
        group = QActionGroup(self)
        now = self._suggesting.run
        if self._context.project.task.kind.has_labels:
            local = self._choice(group, self.tr("A small model of your answers"), now is None)
            local.triggered.connect(lambda: self._suggesting.take_from(None))
        for run in self._context.project.prediction.runs()[:MOST_RUNS]:
            name = self.tr("Run: {name}").format(name=run.name.replace("&", "&&"))
            chosen = self._choice(group, name, now is not None and now.id == run.id)
            chosen.triggered.connect(lambda _=False, run=run: self._suggesting.take_from(run))

    def _offer_times(self) -> None:
        group = QActionGroup(self)
        settings = self._context.settings
        for time, words in (
            (SuggestionTime.ON_REQUEST, self.tr("When asked for")),
            (SuggestionTime.AFTER_ANSWER, self.tr("After each answer, to compare")),
        ):
            action = self._choice(group, words, settings.value.suggestions is time)
            action.triggered.connect(lambda _=False, time=time: settings.change(suggestions=time))

    def _head(self, words: str) -> None:
        self.addSeparator()
        self.addAction(words).setEnabled(False)

    def _choice(self, group: QActionGroup, text: str, chosen: bool) -> QAction:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        group.addAction(action)
        return action
