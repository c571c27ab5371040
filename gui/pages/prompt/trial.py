"""Sends the prompt over one row or a few, and shows what comes back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.background import Lane
from gui.pages.prompt.side_dialog import SideDialog
from gui.pages.prompt.tried_rows import TriedRows, trial_row
from gui.pages.prompt.try_card import NEXT_ROWS, RESULT, ROWS
from gui.widgets.call_opener import CallOpener
from services.domain.errors import AppError
from services.jobs import JobCancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from gui.background import Job
    from gui.page_context import PageContext
    from gui.pages.prompt.row_bar import RowBar
    from gui.pages.prompt.try_card import TryCard
    from services.domain.example import Example, Value
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import JobContext
    from services.prediction.trials import TryOut


class Trial(QObject):
    """The calls that the card shows; what was tried on a row is shown again with that row.

    `prepare` gives the prompt that is to be sent, once the user wants it sent. `refused` carries
    the AppError of a call that could not begin.
    """

    refused = Signal(object)

    def __init__(
        self,
        context: PageContext,
        card: TryCard,
        rows: RowBar,
        prepare: Callable[[], Prompt | None],
    ) -> None:
        super().__init__(card)
        self._context = context
        self._workspace = context.project
        self._card = card
        self._rows = rows
        self._prepare = prepare
        self._calls = CallOpener(context, card)
        self._tried = TriedRows()
        self._at_hand: tuple[Prompt, Example] | None = None
        self._job: Job | None = None
        self._calls.refused.connect(self.refused)
        card.asked.connect(self.try_row)
        card.rows_asked.connect(self.try_rows)
        card.sides_asked.connect(self.open_sides)
        card.stop_asked.connect(self.stop)
        card.result.call_wanted.connect(self.show_call)
        card.list.opened.connect(self._open_row)

    def try_row(self) -> None:
        """Send the prompt over the row at hand; the card shows the reply while it comes."""
        model, example = self._card.model, self._rows.example
        if model is None or example is None or self._job is not None:
            return
        prompt = self._prepare()
        if prompt is not None:
            self._start(model, prompt, example)

    def try_rows(self) -> None:
        """Send the prompt over the next rows, the row at hand first; the card lists them."""
        model, examples = self._card.model, self._rows.ahead(NEXT_ROWS)
        if model is None or not examples or self._job is not None:
            return
        prompt = self._prepare()
        if prompt is not None:
            self._start_rows(model, prompt, examples)

    def open_sides(self) -> None:
        """Open the prompt at hand beside others."""
        model, prompt = self._card.model, self._prepare()
        if model is None or prompt is None:
            return
        dialog = SideDialog(self._context, self._rows, prompt, model, self._card.window())
        dialog.opened.connect(self._open_row)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def stop(self) -> None:
        """Stop the calls under way; what was answered stays."""
        if self._job is not None:
            self._job.cancel()

    def show_at_hand(self, prompt: Prompt, example: Example) -> None:
        """Another row, or an edited prompt: show what was tried on it, or nothing."""
        before, self._at_hand = self._at_hand, (prompt, example)
        known = self._tried.of(example.id)
        if known is not None:
            said, schema = self._said(known.tried.prediction.value), self._workspace.task.schema
            self._card.result.show_result(known.tried, said, example.gold, schema)
            other = known.model.name if known.model != self._card.model else ""
            self._card.result.show_age(edited=known.prompt != prompt, other_model=other)
            self._card.show_known(known=True)
        elif self._job is None or before is None or before[1].id != example.id:
            self._card.show_known(known=False)

    def show_call(self) -> None:
        """Open the call of the row at hand, with its reply where it was made."""
        model = self._card.model
        if self._at_hand is None or model is None:
            return
        prompt, example = self._at_hand
        known = self._tried.of(example.id)
        if known is not None:
            self._calls.open(known.model, known.tried.request, known.tried.reply)
        else:
            self._calls.open_over(model, prompt, example.id)

    def _start(self, model: Model, prompt: Prompt, example: Example) -> None:
        heard = [""]

        def work(context: JobContext) -> TryOut:
            def hear(text: str) -> None:
                heard[0] = text
                with suppress(JobCancelled):  # whoever waits for the reply ends
                    context.report(0)

            return self._workspace.trials.row(model, prompt, example.id, context, hear)

        self._tried.forget(example.id)
        job = self._run(
            self.tr("Trying a row"), work, lambda one: self._tried.add(model, prompt, [one])
        )
        job.progressed.connect(lambda _: self._show_hearing(example.id, heard[0]))
        self._show_hearing(example.id, "")
        self._card.show_part(RESULT)

    def _start_rows(self, model: Model, prompt: Prompt, examples: Sequence[Example]) -> None:
        ids = [example.id for example in examples]
        found: list[TryOut] = []

        def take(tried: Sequence[TryOut]) -> None:
            self._tried.add(model, prompt, tried)
            self._show_rows()

        def work(context: JobContext) -> list[TryOut]:
            def hear(tried: TryOut) -> None:
                found.append(tried)
                with suppress(JobCancelled):  # what was answered meanwhile is kept
                    context.report(len(found), len(ids))

            return self._workspace.trials.rows(model, prompt, ids, context, hear)

        self._tried.begin(examples)
        title = self.tr("Trying {number} rows").format(number=len(ids))
        job = self._run(title, work, take)
        job.progressed.connect(lambda _: take(tuple(found)))
        self._show_rows()
        self._card.show_part(ROWS)

    def _run(
        self, title: str, work: Callable[[JobContext], Any], done: Callable[[Any], None]
    ) -> Job:
        self._card.show_busy(busy=True)
        self._job = self._context.background.run(
            title, work, owner=self, done=done, failed=self._refuse, lane=Lane.NETWORK
        )
        self._job.finished.connect(self._end)
        return self._job

    def _end(self) -> None:
        """However it ended: what is known of the row at hand is shown."""
        self._job = None
        self._card.show_busy(busy=False)
        self._show_rows()
        if self._at_hand is not None:
            self.show_at_hand(*self._at_hand)

    def _show_hearing(self, example_id: str, text: str) -> None:
        if self._at_hand is not None and self._at_hand[1].id == example_id:
            self._card.result.show_hearing(text)
            self._card.show_known(known=True)

    def _show_rows(self) -> None:
        schema = self._workspace.task.schema
        under_way = self._job is not None
        rows = [
            trial_row(example, tried, self._said, schema, under_way=under_way)
            for example, tried in self._tried.in_order()
        ]
        self._card.show_rows(rows, self._tried.summary(schema, under_way=under_way))

    def _open_row(self, example_id: str) -> None:
        self._card.show_part(RESULT)
        self._rows.go_to(example_id)

    def _said(self, value: Value | None) -> str:
        return "" if value is None else self._workspace.prompts.answer_text(value)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            raise error
        self.refused.emit(error)
