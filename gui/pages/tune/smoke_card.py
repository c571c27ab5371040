"""One row through the tuned model, to see that it answers and how."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from gui.background import Lane
from gui.widgets.buttons import button
from gui.widgets.call_opener import CallOpener
from gui.widgets.card import Card
from gui.widgets.labels import label
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split
from services.domain.prediction import PredictionState

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.domain.example import Example
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import JobContext
    from services.prediction.trials import TryOut

TEXT = 300


class SmokeCard(Card):
    """Takes a validation row by chance, never one of test; the prompt is the model's own."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(self.tr("Try it"))
        self._context = context
        self._workspace = context.project
        self._model: Model | None = None
        self._prompt: Prompt | None = None
        self.try_row = button(context.theme, self.tr("Try it on a row"), "play")
        self.call = button(context.theme, self.tr("Call it…"), "braces")
        self.text = label("", wrap=True)
        self.reply = label("", "field", wrap=True)
        self.said = label("", "small", wrap=True)
        self._opener = CallOpener(context, self)
        self._opener.refused.connect(self._refuse)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.try_row)
        line.addWidget(self.call)
        line.addStretch()
        hint = self.tr(
            "With the very prompt it was tuned with, over a validation row; “Call it” shows the "
            "call as JSON, Python and curl."
        )
        self.add(line, label(hint, "mute", wrap=True), self.text, self.reply, self.said)
        self.try_row.clicked.connect(self._try)
        self.call.clicked.connect(self._show_call)

    def show_model(self, model: Model | None, prompt: Prompt) -> None:
        """Offer a model; None while it does not answer."""
        if model == self._model and prompt == self._prompt:
            return
        self._model, self._prompt = model, prompt
        for part in (self.text, self.reply, self.said):
            part.setText("")
            part.hide()
        for made in (self.try_row, self.call):
            made.setEnabled(model is not None)

    @Slot()
    def _try(self) -> None:
        model, prompt, example = self._model, self._prompt, self._row()
        if model is None or prompt is None or example is None:
            return

        def work(context: JobContext) -> TryOut:
            return self._workspace.trials.row(model, prompt, example.id, context)

        self.try_row.setEnabled(False)
        job = self._context.background.run(
            self.tr("Asking {model}").format(model=model.name),
            work,
            owner=self,
            done=lambda tried: self._show(example, tried),
            failed=self._refuse,
            lane=Lane.NETWORK,
        )
        job.finished.connect(lambda: self.try_row.setEnabled(self._model is not None))

    def _show(self, example: Example, tried: TryOut) -> None:
        prediction = tried.prediction
        text = " ".join(example.text.split())
        self.text.setText(text if len(text) <= TEXT else f"{text[:TEXT]}…")
        answered = prediction.state is PredictionState.ANSWERED
        self.reply.setText(prediction.reply.strip() or prediction.error)
        parts = [self.tr("{n} ms").format(n=f"{prediction.milliseconds:,.0f}")]
        if example.gold is not None:
            gold = self._workspace.prompts.answer_text(example.gold)
            parts.append(self.tr("the gold answer is “{gold}”").format(gold=gold))
        if not answered:
            parts.append(self.tr("no answer could be read from it"))
        self.said.setText(" · ".join(parts))
        for part in (self.text, self.reply, self.said):
            part.show()

    @Slot()
    def _show_call(self) -> None:
        model, prompt, example = self._model, self._prompt, self._row()
        if model is None or prompt is None or example is None:
            return
        try:
            self._opener.open(model, self._workspace.trials.request(model, prompt, example.id))
        except AppError as error:
            self._refuse(error)

    def _row(self) -> Example | None:
        """A validation row; where there are none, one of training."""
        datasets = self._workspace.datasets
        for split in (Split.VALIDATION, Split.TRAINING):
            rows = datasets.rows(ExampleFilter(split=split))
            if rows:
                return datasets.examples([random.choice(rows)])[0]
        error = AppError(
            self.tr("There is no row to try it on."), self.tr("Import and split rows first.")
        )
        self._refuse(error)
        return None

    def _refuse(self, error: BaseException) -> None:
        self._context.errors.show(error, self)
