"""Which connection answers, what it needs, and whether it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from gui.background import Lane
from gui.pages.settings.check_list import CheckList
from gui.pages.settings.vertex_form import VertexForm
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import label
from gui.widgets.segmented import Segmented
from services.connection_check import check_connection
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from gui.page_context import PageContext
    from services.connection_check import CheckResult
    from services.settings import Settings


class ConnectionCard(Card):
    """Each change is saved at once and holds from the next call on; `checked` when results show."""

    checked = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(self.tr("Connection"))
        self._context = context
        self.kind: Segmented[ConnectionKind] = Segmented(
            self.tr("Connection"),
            (
                (self.tr("Sandbox"), ConnectionKind.SANDBOX),
                (self.tr("Vertex AI (Agent Platform)"), ConnectionKind.VERTEX),
            ),
        )
        self.form = VertexForm(context)
        self.where = label("", "mute", wrap=True)
        self.check = button(context.theme, self.tr("Check the connection"), "refresh-cw", "primary")
        self.results = CheckList(context.theme)
        self._build()
        self._show(context.settings.value)
        self.kind.chosen.connect(lambda kind: self._save(connection=kind))
        self.form.edited.connect(lambda vertex: self._save(vertex=vertex))
        self.check.clicked.connect(self._check)
        context.settings.changed.connect(self._show)

    def _build(self) -> None:
        choice = QHBoxLayout()
        choice.addWidget(self.kind, 3)
        choice.addStretch(2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.check)
        buttons.addStretch()
        self.body.setSpacing(14)
        self.add(choice, self.where, self.form, buttons, self.results)

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        sandbox = settings.connection is ConnectionKind.SANDBOX
        self.kind.choose(settings.connection)
        self.form.setVisible(not sandbox)
        self.form.show_value(settings.vertex)
        self.where.setText(self._sandbox_words() if sandbox else self._vertex_words(settings))
        self.check.setEnabled(sandbox or settings.vertex.complete)

    def _sandbox_words(self) -> str:
        return self.tr(
            "A stand-in on this machine that learns from your rows. It needs no account, costs "
            "nothing and sends nothing anywhere. It is not Gemini: what it answers is practice, "
            "and is never compared with what comes from Vertex AI."
        )

    def _vertex_words(self, settings: Settings) -> str:
        vertex = settings.vertex
        words = self.tr(
            "Rows that you run a prompt on go to {inference}. Training and validation rows go to "
            "gs://{bucket} and are tuned in {tuning}. Google bills the project."
        ).format(
            inference=vertex.inference_location,
            bucket=vertex.bucket or "…",
            tuning=vertex.tuning_location,
        )
        if vertex.inference_location == "global":
            words += " " + self.tr("“global” promises no region: Google chooses where.")
        return words

    def _save(self, **fields: Any) -> None:
        self.results.clear()
        try:
            self._context.settings.change(**fields)
        except AppError as error:
            self._context.errors.show(error, self)
            self._show(self._context.settings.value)

    @Slot()
    def _check(self) -> None:
        self.check.setEnabled(False)
        self.results.clear()
        job = self._context.background.run(
            self.tr("Checking the connection"),
            lambda context: check_connection(self._context.connection, context),
            owner=self,
            done=self._show_results,
            lane=Lane.NETWORK,
        )
        job.finished.connect(lambda: self._show(self._context.settings.value))

    def _show_results(self, results: Sequence[CheckResult]) -> None:
        self.results.show_results(results)
        self.checked.emit()
