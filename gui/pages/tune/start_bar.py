"""The one button, which says what it will do, and the arithmetic behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.pages.tune.words import count, epochs_words, rows_words, tokens_words
from gui.widgets.buttons import button
from gui.widgets.labels import label
from services.domain.money import money
from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.connection import Connection
    from services.tuning.estimate import TuningEstimate
    from services.tuning.plan import Plan

LEAST_WIDTH = 96


class StartBar(QWidget):
    """Nothing can be started before the estimate is there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.start = button(theme, self.tr("Tune"), "rocket", "primary")
        # A long text may be cut in a narrow window, but must not widen the page.
        self.start.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.start.setMinimumWidth(LEAST_WIDTH)
        self.start.setEnabled(False)
        self.arithmetic = label("", "small", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.start)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.arithmetic)
        self.arithmetic.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_nothing(self) -> None:
        """There is nothing to start: the recipes cannot be read."""
        self.start.setText(self.tr("Tune"))
        self.start.setEnabled(False)
        self.arithmetic.setText("")

    def show_estimate(
        self, plan: Plan, estimate: TuningEstimate, connection: Connection, *, may_start: bool
    ) -> None:
        """Say what the button will do, why it costs that much, and where the rows go."""
        sandbox = connection.kind is ConnectionKind.SANDBOX
        self.start.setText(self._words(plan, estimate, sandbox=sandbox))
        keys = self.tr("{what} (Ctrl+Return)")
        self.start.setToolTip(keys.format(what=self.start.text()))
        words = estimate.arithmetic
        if sandbox:
            words = self.tr("The Sandbox costs nothing. On Vertex AI: {words}").format(words=words)
        elif connection.bucket_name:
            words += " " + self.tr("The rows go to gs://{bucket} and are tuned in {place}.").format(
                bucket=connection.bucket_name, place=connection.tuning_location
            )
        self.arithmetic.setText(words if estimate.rows else "")
        self.start.setEnabled(may_start)

    def _words(self, plan: Plan, estimate: TuningEstimate, *, sandbox: bool) -> str:
        parts = [
            rows_words(estimate.rows),
            tokens_words(estimate.tokens),
            self._cost(estimate, sandbox=sandbox),
        ]
        epochs, model = epochs_words(estimate.epochs), plan.base_model.name
        if estimate.jobs == 1:
            what = ", ".join((epochs, *parts))
            further = self.tr("Tune further, on {model}: {what}")
            words = self.tr("Tune {model}: {what}") if plan.start_from is None else further
            return words.format(model=model, what=what)
        if plan.cap is not None and not sandbox:
            parts.append(self.tr("cap {money}").format(money=money(plan.cap)))
        return self.tr("Start {jobs} on {model}: {epochs}, {what}").format(
            jobs=count(estimate.jobs, self.tr("job"), self.tr("jobs")),
            model=model,
            epochs=epochs,
            what=", ".join(parts),
        )

    def _cost(self, estimate: TuningEstimate, *, sandbox: bool) -> str:
        if sandbox:
            return self.tr("free in the Sandbox")
        if estimate.dollars is None:
            return self.tr("price not known")
        return self.tr("about {money}").format(money=money(estimate.dollars))
