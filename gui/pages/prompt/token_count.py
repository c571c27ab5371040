"""How many tokens the prompt takes: an estimate at once, the service's count a moment later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.background import Lane
from gui.latest import Latest
from gui.pages.prompt.words import dollars_text
from services.domain.prediction import ConnectionKind, Usage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from gui.background import Background
    from services.app import Workspace
    from services.domain.example import Example
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import JobContext


class TokenCount(QObject):
    """Writes tokens and cost into labels; an estimate is said to be one.

    No text leaves this machine for a count before the user has sent a row by a deed of their own.
    """

    def __init__(self, background: Background, workspace: Workspace, tokens: QLabel) -> None:
        super().__init__(tokens)
        self._prediction = workspace.prediction
        self._tokens = tokens
        self._counting = Latest(background, self, self.tr("Counting tokens"), lane=Lane.NETWORK)
        self._counted: tuple[Model, Prompt, str] | None = None
        self._allowed = False

    @property
    def busy(self) -> bool:
        return self._counting.busy

    def allow(self) -> None:
        """The user sends rows to the service: it may count them too."""
        self._allowed = True

    def show(
        self, model: Model, prompt: Prompt, example: Example, estimate: int, cost: QLabel
    ) -> None:
        """Show the estimate now, and count when typing pauses."""
        asked = (model, prompt, example.id)
        if asked == self._counted:
            return
        self._counted = asked
        self._tokens.setText(self.tr("About {n} tokens (estimate)").format(n=f"{estimate:,}"))
        self._show_cost(model, estimate, cost)

        def work(context: JobContext) -> int:
            return self._prediction.count_tokens(model, prompt, example.id, context)

        def done(exact: int) -> None:
            self._tokens.setText(self._exact_text(model, exact))
            self._show_cost(model, exact, cost)

        if self._allowed or model.connection is ConnectionKind.SANDBOX:
            self._counting.ask(work, done, self._keep_estimate)

    def _exact_text(self, model: Model, exact: int) -> str:
        if model.connection is ConnectionKind.SANDBOX:
            return self.tr("{n} tokens, counted by the Sandbox").format(n=f"{exact:,}")
        return self.tr("{n} tokens, counted by Vertex AI").format(n=f"{exact:,}")

    def _show_cost(self, model: Model, tokens: int, cost: QLabel) -> None:
        each = self._prediction.dollars(model, Usage(tokens))
        words = self.tr("Input: {dollars} a call").format(dollars=dollars_text(each))
        cost.setText(words if each is not None else self.tr("The price is not known."))

    def _keep_estimate(self, error: BaseException) -> None:
        """The estimate stands; that it could not be counted is told by its tooltip."""
        self._tokens.setToolTip(str(error))
