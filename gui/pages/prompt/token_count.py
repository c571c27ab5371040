"""How many tokens the prompt takes: an estimate at once, the service's count a moment later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.background import Lane
from gui.latest import Latest
from gui.pages.prompt.words import dollars_text
from gui.widgets.numbers import counted
from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from gui.background import Background
    from gui.pages.prompt.row_bar import RowsInView
    from services.app import Workspace
    from services.domain.example import Example
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt, RenderedPrompt
    from services.jobs import JobContext

THOUSAND = 1_000


class TokenCount(QObject):
    """Writes tokens and cost into labels; an estimate is said to be one.

    No text leaves this machine for a count before the user has sent a row by a deed of their own.
    """

    def __init__(
        self, background: Background, workspace: Workspace, tokens: QLabel, cost: QLabel
    ) -> None:
        super().__init__(tokens)
        self._prediction = workspace.prediction
        self._tokens = tokens
        self._cost = cost
        self._counting = Latest(background, self, self.tr("Counting tokens"), lane=Lane.NETWORK)
        self._counted: tuple[Model, Prompt, str] | None = None
        self._input: tuple[Model, Prompt, int] | None = None
        self._rows: RowsInView | None = None
        self._allowed = False

    @property
    def busy(self) -> bool:
        return self._counting.busy

    def allow(self) -> None:
        """The user sends rows to the service: it may count them too."""
        self._allowed = True

    def show_rows(self, rows: RowsInView) -> None:
        """Say what a run over these rows costs, too."""
        self._rows = rows
        self._show_cost()

    def show(
        self, model: Model, prompt: Prompt, example: Example, rendered: RenderedPrompt
    ) -> None:
        """Show the estimate now, and count when typing pauses."""
        asked = (model, prompt, example.id)
        if asked == self._counted:
            return
        self._counted = asked
        self._show_estimate(model, prompt, rendered)

        def work(context: JobContext) -> int:
            return self._prediction.count_tokens(model, prompt, example.id, context)

        def done(exact: int) -> None:
            self._tokens.setText(self._exact_text(model, exact))
            self._tokens.setToolTip("")
            self._input = (model, prompt, exact)
            self._show_cost()

        if self._allowed or model.connection is ConnectionKind.SANDBOX:
            self._counting.ask(work, done, self._keep_estimate)

    def _show_estimate(self, model: Model, prompt: Prompt, rendered: RenderedPrompt) -> None:
        rates = self._prediction.token_rates(model)
        texts = (rendered.system, *(turn.text for turn in rendered.turns))
        estimate = round(rates.tokens(texts))
        self._tokens.setText(
            counted(
                estimate,
                self.tr("About {number} token (estimate)"),
                self.tr("About {number} tokens (estimate)"),
            )
        )
        self._tokens.setToolTip(
            self.tr("Estimated from {number} tokens that the service counted before.").format(
                number=f"{rates.counted:,.0f}"
            )
            if rates.counted
            else self.tr("Estimated from usual texts: nothing was counted in this project yet.")
        )
        self._input = (model, prompt, estimate)
        self._show_cost()

    def _exact_text(self, model: Model, exact: int) -> str:
        if model.connection is ConnectionKind.SANDBOX:
            return self.tr("{n} tokens, counted by the Sandbox").format(n=f"{exact:,}")
        return self.tr("{n} tokens, counted by Vertex AI").format(n=f"{exact:,}")

    def _show_cost(self) -> None:
        """What a call costs with an answer of the usual length, a thousand, and a run."""
        if self._input is None:
            return
        model, prompt, tokens = self._input
        usage = self._prediction.call_usage(prompt, tokens)
        each = self._prediction.dollars(model, usage)
        if each is None:
            self._cost.setText(self.tr("The price is not known."))
            return
        words = [
            self.tr("About {dollars} a call").format(dollars=dollars_text(each)),
            self.tr("{dollars} per thousand").format(dollars=dollars_text(each * THOUSAND)),
        ]
        rows = self._rows
        if rows is not None and rows.count:
            words.append(f"{dollars_text(each * rows.count)} {self._run_words(rows)}")
        self._cost.setText(" · ".join(words))
        self._cost.setToolTip(
            self.tr(
                "{input} tokens in and about {output} out, at the price of {model}; a run takes as"
                " many as this row for each of its rows."
            ).format(
                input=f"{usage.input_tokens:,}",
                output=f"{usage.output_tokens:,}",
                model=model.name,
            )
        )

    def _run_words(self, rows: RowsInView) -> str:
        if rows.searched:
            return counted(
                rows.count,
                self.tr("for the {number} row found"),
                self.tr("for the {number} rows found"),
            )
        if rows.validation:
            return counted(
                rows.count,
                self.tr("for the {number} validation row"),
                self.tr("for the {number} validation rows"),
            )
        return counted(rows.count, self.tr("for {number} row"), self.tr("for all {number} rows"))

    def _keep_estimate(self, error: BaseException) -> None:
        """The estimate stands; that it could not be counted is told by its tooltip."""
        self._tokens.setToolTip(str(error))
