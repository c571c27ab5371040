"""What the Review page says when there is nothing to review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.pages.review.words import kind_words
from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState
from services.evaluation.review_queue import QueueKind

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.evaluation.review_queue import ReviewOf


class NothingView(EmptyState):
    """Leads to the Evaluate page."""

    def __init__(self, theme: Theme) -> None:
        text = QCoreApplication.translate("NothingView", "Go to Evaluate")
        self.to_evaluate = button(theme, text, "chart-column", "primary")
        super().__init__(theme, "circle-alert", "", "", self.to_evaluate)

    def say(self, wanted: ReviewOf | None) -> None:
        """Say why: there is no run, or no row for what is wanted."""
        if wanted is None:
            self.show_words(
                self.tr("Nothing to review yet"),
                self.tr("Run a prompt over validation rows first; its mistakes come here."),
            )
        elif wanted.kind is QueueKind.OF_RUN:
            text = self.tr("{name} has no row with a gold answer and a reply that is wrong.")
            self.show_words(self.tr("No mistake here"), text.format(name=wanted.run.name))
        else:
            text = self.tr("No row belongs to “{queue}”. Choose another queue above.")
            self.show_words(
                self.tr("No such mistake here"), text.format(queue=kind_words(wanted.kind))
            )
