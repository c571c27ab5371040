"""The checkpoints of a model, each of which can be run like a model of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.labels import Pill, label
from gui.widgets.numbers import decimals, percent
from services.domain.curves import CurveName

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.curves import Curves
    from services.domain.tuning import Checkpoint, TuningJob


class CheckpointTable(QWidget):
    """`chosen` and `evaluated` carry the id of a checkpoint."""

    chosen = Signal(str)
    evaluated = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(5, 1)
        self.default_buttons: dict[str, QPushButton] = {}
        self.evaluate_buttons: dict[str, QPushButton] = {}

    def show_checkpoints(self, job: TuningJob, default: str, curves: Curves, *, here: bool) -> None:
        """Show the checkpoints of a job with what validation said at each."""
        self._clear()
        tuned = job.remote.tuned if job.remote else None
        for row, point in enumerate(tuned.checkpoints if tuned else (), start=1):
            for column, part in enumerate(self._cells(point, curves)):
                self._grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignVCenter)
            self._add_actions(row, point, default, may=here and job.standing.answers)

    def _cells(self, point: Checkpoint, curves: Curves) -> list[QLabel]:
        loss = value_at(curves, CurveName.VALIDATION_LOSS, point.step)
        accuracy = value_at(curves, CurveName.VALIDATION_ACCURACY, point.step)
        texts = (point.id, f"{point.epoch:,}", f"{point.step:,}", decimals(loss), percent(accuracy))
        return [label(text) for text in texts]

    def _add_actions(self, row: int, point: Checkpoint, default: str, *, may: bool) -> None:
        right = Qt.AlignmentFlag.AlignRight
        if point.id == default:
            self._grid.addWidget(Pill(self.tr("default"), PillKind.ACCENT), row, 5, right)
        else:
            choose = button(self._theme, self.tr("Make default"))
            choose.clicked.connect(lambda: self.chosen.emit(point.id))
            self._place(choose, row, 5, point)
            self.default_buttons[point.id] = choose
            choose.setEnabled(may)
        evaluate = button(self._theme, self.tr("Evaluate"))
        evaluate.clicked.connect(lambda: self.evaluated.emit(point.id))
        self._place(evaluate, row, 6, point)
        self.evaluate_buttons[point.id] = evaluate
        evaluate.setEnabled(may)

    def _place(self, made: QPushButton, row: int, column: int, point: Checkpoint) -> None:
        made.setAccessibleDescription(self.tr("Checkpoint {id}").format(id=point.id))
        self._grid.addWidget(made, row, column, Qt.AlignmentFlag.AlignRight)

    def _clear(self) -> None:
        self.default_buttons, self.evaluate_buttons = {}, {}
        while self._grid.count():
            item = self._grid.takeAt(0)
            part = item.widget() if item else None
            if part is not None:
                part.hide()
                part.deleteLater()
        heads = (
            self.tr("Checkpoint"),
            self.tr("Epoch"),
            self.tr("Step"),
            self.tr("Validation loss"),
            self.tr("Token accuracy"),
        )
        for column, text in enumerate(heads):
            self._grid.addWidget(label(text, "head"), 0, column)


def value_at(curves: Curves, name: CurveName, step: int) -> float | None:
    """What a curve says at a step; None where it says nothing there."""
    return next((point.value for point in curves.get(name, ()) if point.step == step), None)
