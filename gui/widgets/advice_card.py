"""The next sensible step, at the foot of the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from gui.message_dialog import MessageDialog
from gui.pills import PillKind
from gui.widgets.buttons import button, icon_button
from gui.widgets.card import Card
from gui.widgets.labels import Pill, label
from services.adviser.advice import Step

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.adviser.advice import Advice

MARGIN = 10


class AdviceCard(Card):
    """`taken` asks to go where the step is taken, `put_aside` for other advice, `all_again` for
    what was put aside."""

    taken = Signal(object)
    put_aside = Signal(object)
    all_again = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Next step"), MARGIN, parent)
        self._advice: Advice | None = None
        self._title_words = label("", "field", wrap=True)
        self._why = label("", "small", wrap=True)
        self.practice = Pill(self.tr("practice"), PillKind.WARN)
        self.practice.setToolTip(
            self.tr("Drawn from runs in the Sandbox: it says nothing of Gemini.")
        )
        self.go_button = button(theme, self.tr("Go there"), "arrow-right")
        self.go_button.setToolTip(self.tr("Take the next step (Ctrl+.)"))
        self.source_button = icon_button(theme, "info", self.tr("Where this advice is from"))
        self.aside_button = icon_button(theme, "x", self.tr("Put aside: advise something else"))
        self.add_action(self.source_button)
        self.add_action(self.aside_button)
        self.add(self._title_words, self._why, self.practice, self.go_button)
        self.go_button.clicked.connect(self.take)
        self.aside_button.clicked.connect(self._put_aside)
        self.source_button.clicked.connect(self._show_source)
        self.hide()

    @property
    def advice(self) -> Advice | None:
        """What is advised now."""
        return self._advice

    def show_advice(self, advice: Advice | None) -> None:
        """Advise this; None hides the card."""
        self._advice = advice
        self.setVisible(advice is not None)
        if advice is not None:
            step = self.tr("Step {number} of {all}")
            self.set_title(step.format(number=int(advice.step), all=len(Step)))
            self._title_words.setText(advice.title)
            self._why.setText(advice.why)
            self.practice.setVisible(advice.practice)
            self.setAccessibleDescription(f"{advice.title}. {advice.why}")

    @Slot()
    def take(self) -> None:
        """Go where the step is taken."""
        if self._advice is not None:
            self.taken.emit(self._advice)

    @Slot()
    def _put_aside(self) -> None:
        if self._advice is not None:
            self.put_aside.emit(self._advice)

    @Slot()
    def _show_source(self) -> None:
        if self._advice is None:
            return
        dialog = MessageDialog(self._advice.title, self._advice.source, self.window())
        dialog.add_button(self.tr("Advise all again"), then=self.all_again.emit)
        dialog.set_default(dialog.add_button(self.tr("Close"), "primary"))
        dialog.open()
