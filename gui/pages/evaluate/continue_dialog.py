"""The dialog that carries a run on: what is missing or has failed, and what that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from gui.pages.evaluate.plan_box import PlanBox
from gui.translation import tr
from gui.widgets.form_dialog import FormDialog
from services.domain.prediction import ConnectionKind
from services.prediction.driving import Part

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.domain.prediction import Run
    from services.prediction.cost import RunEstimate

WIDTH = 480


class ContinueDialog(FormDialog):
    """`started` carries the run, its part and the cap; what costs money says first how much."""

    started = Signal(object, object, object)

    def __init__(self, theme: Theme, run: Run, part: Part, parent: QWidget | None = None) -> None:
        failed = part is Part.FAILED
        super().__init__(
            theme,
            tr("Run the failed ones again") if failed else tr("Run the rest"),
            tr("Run again") if failed else tr("Run"),
            tr("Only calls that failed are sent again.")
            if failed
            else tr("Only what is missing is sent; what was answered is kept as it is."),
            parent=parent,
        )
        self.setMinimumWidth(WIDTH)
        self._run = run
        self._part = part
        self.plan = PlanBox()
        self.body.addWidget(self.plan)
        self.body.addStretch()
        self.finish_building()
        self.confirm_button.setEnabled(run.model.connection is not ConnectionKind.VERTEX)

    def show_plan(self, estimate: RunEstimate) -> None:
        """Say what it takes."""
        self.plan.show_plan(estimate)
        self.plan.again.hide()
        self.confirm_button.setEnabled(True)

    def confirm(self) -> None:
        self.started.emit(self._run, self._part, self.plan.cap)
        self.accept()
