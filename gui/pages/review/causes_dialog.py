"""Why rows were wrong, by label or field, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from gui.pages.review.words import cause_pill, cause_words
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import Pill, label
from gui.widgets.numbers import counted, percent
from services.evaluation.causes import Cause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.domain.task import Task
    from services.evaluation.causes import Causes, Part

SIZE = (800, 520)


class CausesDialog(FormDialog):
    """`step_chosen` carries the cause that the user wants to do something about."""

    step_chosen = Signal(object)

    def __init__(self, theme: Theme, causes: Causes, task: Task, parent: QWidget) -> None:
        super().__init__(
            theme, self.tr("Why rows were wrong"), self.tr("Close"), _summary(causes), parent
        )
        self.resize(*SIZE)
        self._causes = causes
        self._task = task
        self.steps = {
            cause: button(theme, self._step_words(cause), variant="ghost")
            for cause in Cause
            if causes.counts.get(cause)
        }
        self._model = LazyTableModel(self._columns(), self._parts_at, self)
        self.table = LazyTableView(self._model, theme, self.tr("Causes by label or field"))
        self._build()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for row, (cause, made) in enumerate(self.steps.items()):
            count = self._causes.counts[cause]
            share = percent(count / self._causes.judged)
            grid.addWidget(Pill(cause_words(cause), cause_pill(cause)), row, 0)
            grid.addWidget(label(f"{count:,}", "field"), row, 1)
            grid.addWidget(label(share, "mute"), row, 2)
            grid.addWidget(made, row, 3, Qt.AlignmentFlag.AlignLeft)
            made.clicked.connect(lambda _=False, cause=cause: self._choose(cause))
        self.body.addLayout(grid)
        self.body.addWidget(self.table, 1)
        self._model.set_ids(range(len(self._causes.parts)))
        self.cancel_button.hide()
        self.finish_building()

    def _choose(self, cause: Cause) -> None:
        self.accept()
        self.step_chosen.emit(cause)

    def _step_words(self, cause: Cause) -> str:
        match cause:
            case Cause.LABEL_ERROR:
                return self.tr("Look over the answers of these labels")
            case Cause.AMBIGUOUS:
                return self.tr("Show the flagged rows")
            case Cause.MISSING_GUIDELINE:
                return self.tr("Write the guidelines")
            case Cause.MODEL_ERROR:
                return self.tr("Label more rows like these")

    def _columns(self) -> tuple[Column, ...]:
        labels = self._task.kind.has_labels
        return (
            Column(tr("Gold label") if labels else tr("Field"), 200, self._name, stretch=1),
            *(
                Column(
                    cause_words(cause),
                    132,
                    lambda part, cause=cause: _count(part, cause),
                    right=True,
                )
                for cause in Cause
            ),
        )

    def _name(self, part: Part) -> str:
        found = self._task.label_with_id(part.name)
        return found.name if found else part.name

    def _parts_at(self, numbers: Sequence[Any]) -> list[Part]:
        return [self._causes.parts[number] for number in numbers]


def _summary(causes: Causes) -> str:
    judged = counted(
        causes.judged, tr("{number} mistake was judged"), tr("{number} mistakes were judged")
    )
    left = counted(causes.open, tr("{number} is left"), tr("{number} are left"))
    said = [f"{judged}, {left}." if causes.open else f"{judged}."]
    if causes.leading is not None:
        said.append(_advice(causes.leading))
    return " ".join(said)


def _advice(cause: Cause) -> str:
    match cause:
        case Cause.LABEL_ERROR:
            return tr("Most are label errors: mend the answers before you tune or prompt again.")
        case Cause.AMBIGUOUS:
            return tr("Most are ambiguous: decide with others what such rows shall be.")
        case Cause.MISSING_GUIDELINE:
            return tr("Most come from a missing guideline: write it, for people and prompt alike.")
        case Cause.MODEL_ERROR:
            return tr("Most are errors of the model: show it such rows, or label more of them.")


def _count(part: Part, cause: Cause) -> str:
    count = part.causes.get(cause, 0)
    return f"{count:,}" if count else ""
