"""Split: shares and seed, and what will happen, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from gui.latest import Latest
from gui.pages.data import words
from gui.translation import tr
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label, set_role
from gui.words import split_name
from services.domain.errors import AppError
from services.domain.example import Split

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.datasets.splitting import SplitCounts

WIDTH = 520
LARGEST_SEED = 2**31 - 1
WHOLE = 100
PERCENT = (80, 10, 10)


class SplitDialog(FormDialog):
    """`chosen` carries the three shares and the seed."""

    chosen = Signal(float, float, float, int)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(
            context.theme,
            self.tr("Split the examples"),
            self.tr("Split"),
            self.tr(
                "Models are tuned on training rows, compared on validation rows, and measured for "
                "good on test rows. Rows are drawn at random, whether labelled or not; rows that "
                "are imported later follow the same draw."
            ),
            parent,
        )
        self._datasets = context.project.datasets
        self._latest = Latest(context.background, self, self.tr("Planning the split"), pause_ms=100)
        self.setMinimumWidth(WIDTH)
        shares = self._datasets.shares()
        percent = PERCENT if shares is None else tuple(round(100 * share) for share in shares)
        self.training, self.validation, self.test = (self._share(value) for value in percent)
        self.seed = QSpinBox(maximum=LARGEST_SEED, value=self._datasets.seed())
        self.seed.setGroupSeparatorShown(False)
        self._plan = label("", wrap=True)
        self._build()
        for field in (self.training, self.validation, self.test, self.seed):
            field.valueChanged.connect(self._look)
        self._look()

    @property
    def shares(self) -> tuple[float, float, float]:
        return (
            self.training.value() / WHOLE,
            self.validation.value() / WHOLE,
            self.test.value() / WHOLE,
        )

    @Slot()
    def confirm(self) -> None:
        self.chosen.emit(*self.shares, self.seed.value())
        super().confirm()

    def _share(self, value: int) -> QSpinBox:
        return QSpinBox(maximum=WHOLE, value=value, suffix=" %")

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, field in (
            (self.tr("Training"), self.training),
            (self.tr("Validation"), self.validation),
            (self.tr("Test"), self.test),
        ):
            row.addWidget(FormRow(name, field))
        self.body.addLayout(row)
        help_ = self.tr("The same seed draws the same rows again.")
        self.body.addWidget(FormRow(self.tr("Seed"), self.seed, help_))
        self.body.addWidget(self._plan)
        self.body.addStretch()
        self.finish_building()

    @Slot()
    def _look(self) -> None:
        shares, seed = self.shares, self.seed.value()
        self.confirm_button.setEnabled(False)
        self._latest.ask(
            lambda _: self._datasets.plan_split(*shares, seed), self._say, self._say_problem
        )

    def _say(self, counts: SplitCounts) -> None:
        self._tell(plan_words(counts), "")
        self.confirm_button.setEnabled(True)

    def _say_problem(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            raise error
        self._tell(f"{error.title} {error.way_out}", "bad")

    def _tell(self, text: str, role: str) -> None:
        self._plan.setText(text)
        set_role(self._plan, role)


def plan_words(counts: SplitCounts) -> str:
    """What a split does to how many rows."""
    parts = {
        Split.TRAINING: counts.training,
        Split.VALIDATION: counts.validation,
        Split.TEST: counts.test,
    }
    said = [", ".join(f"{split_name(split)} {n:,}" for split, n in parts.items()) + "."]
    if counts.assigned:
        said.append(tr("{rows} get a split.").format(rows=words.rows(counts.assigned)))
    if counts.moved:
        said.append(tr("{rows} move to another split.").format(rows=words.rows(counts.moved)))
    else:
        said.append(tr("No row moves."))
    if counts.given:
        text = tr("{rows} keep the split that came with their file.")
        said.append(text.format(rows=words.rows(counts.given)))
    return " ".join(said)
