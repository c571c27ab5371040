"""Opens the dialog that shows a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from gui.background import Lane
from gui.widgets.request_dialog import RequestDialog, call_texts
from services.domain.errors import AppError
from services.prediction.request_code import pretty

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.jobs import JobContext
    from services.ports import ModelRequest, Reply
    from services.prediction.request_code import RequestCode


class CallOpener(QObject):
    """`refused` carries the AppError when there is no connection to say where the call goes."""

    refused = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent

    def open(self, model: Model, request: ModelRequest, reply: Reply | None = None) -> None:
        """Show a call of a model, with its reply where it was made."""
        self._show(model, lambda: request, reply)

    def open_over(self, model: Model, prompt: Prompt, example_id: str) -> None:
        """Show what a prompt over an example would send."""
        trials = self._context.project.trials
        self._show(model, lambda: trials.request(model, prompt, example_id), None)

    def _show(
        self, model: Model, make_request: Callable[[], ModelRequest], reply: Reply | None
    ) -> None:
        trials = self._context.project.trials
        raw = pretty(reply.raw) if reply is not None else ""

        def work(_: JobContext) -> RequestCode:
            return trials.code(model, make_request())

        def done(code: RequestCode) -> None:
            title = self.tr("The call of {model}").format(model=model.name)
            texts = call_texts(code, raw)
            dialog = RequestDialog(self._context.theme, title, texts, self._window.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

        self._context.background.run(
            self.tr("Writing the call down"),
            work,
            owner=self,
            done=done,
            failed=self._refuse,
            lane=Lane.NETWORK,
            quiet=True,
        )

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            raise error
        self.refused.emit(error)
