"""Sends the prompt over one row, and shows what comes back while that row is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.background import Lane
from services.domain.errors import AppError

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.pages.prompt.try_card import TryCard
    from services.domain.example import Example
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import JobContext
    from services.prediction.use_cases import TryOut


class Trial(QObject):
    """The call that the card shows. `refused` carries the AppError of one that could not begin."""

    refused = Signal(object)

    def __init__(self, context: PageContext, card: TryCard) -> None:
        super().__init__(card)
        self._background = context.background
        self._workspace = context.project
        self._card = card
        self._at_hand: tuple[Prompt, str] | None = None
        self._sent: tuple[Prompt, str] | None = None

    def start(self, model: Model, prompt: Prompt, example: Example) -> None:
        """Send the prompt over an example; the card shows what comes back."""
        self._sent = (prompt, example.id)
        self._card.show_busy(busy=True)

        def work(context: JobContext) -> TryOut:
            return self._workspace.prediction.try_out(model, prompt, example.id, context)

        self._background.run(
            self.tr("Trying a row"),
            work,
            owner=self,
            done=lambda tried: self._show(tried, model, example),
            failed=self._refuse,
            cancelled=lambda: self._card.show_busy(busy=False),
            lane=Lane.NETWORK,
        )

    def show_at_hand(self, prompt: Prompt, example_id: str) -> None:
        """Another row: its result is not known. An edited prompt: the result is older."""
        self._at_hand = (prompt, example_id)
        if self._sent is None or self._sent[1] != example_id:
            self._card.clear()
        else:
            self._card.show_outdated(outdated=self._sent[0] != prompt)

    def _show(self, tried: TryOut, model: Model, example: Example) -> None:
        self._card.show_busy(busy=False)
        if self._at_hand is None or self._at_hand[1] != example.id:
            self._sent = None
            return
        value, usage = tried.prediction.value, tried.prediction.usage
        said = "" if value is None else self._workspace.prompts.answer_text(value)
        spent = self._workspace.prediction.dollars(model, usage)
        schema = self._workspace.task.schema
        self._card.show_result(tried, said, example.gold, schema, spent)
        self.show_at_hand(*self._at_hand)

    def _refuse(self, error: BaseException) -> None:
        self._card.show_busy(busy=False)
        if not isinstance(error, AppError):
            raise error
        self.refused.emit(error)
