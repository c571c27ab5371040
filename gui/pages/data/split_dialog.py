"""Split: shares and seed, and what will happen, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.pages.data import words
from gui.translation import tr
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label, set_role
from gui.words import split_name
from services.domain.errors import AppError
from services.domain.example import Split
from services.domain.split_rule import SplitRule

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.datasets.splitting import SplitCounts

WIDTH = 520
LARGEST_SEED = 2**31 - 1
WHOLE = 100
SHARES = (0.8, 0.1, 0.1)


class SplitDialog(FormDialog):
    """`chosen` carries the rule to split by."""

    chosen = Signal(object)

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
        has_labels = context.project.task.kind.has_labels
        self._latest = Latest(context.background, self, self.tr("Planning the split"), pause_ms=100)
        self.setMinimumWidth(WIDTH)
        rule = self._datasets.split_rule() or SplitRule(self._datasets.seed(), SHARES)
        self.training, self.validation, self.test = (self._share(each) for each in rule.shares)
        self.seed = QSpinBox(maximum=LARGEST_SEED, value=rule.seed)
        self.seed.setGroupSeparatorShown(False)
        self.group = self._make_group(rule.group)
        self.together = QCheckBox(self.tr("Keep nearly the same texts together"))
        self.together.setChecked(rule.together)
        self.stratified = QCheckBox(self.tr("Divide each label by the same shares"))
        self.stratified.setChecked(rule.stratified and has_labels)
        self._has_labels = has_labels
        self._plan = label("", wrap=True)
        self._build()
        self._connect()
        self._look()

    @property
    def rule(self) -> SplitRule:
        """What is filled in."""
        parts = (self.training, self.validation, self.test)
        training, validation, test = (part.value() / WHOLE for part in parts)
        return SplitRule(
            self.seed.value(),
            (training, validation, test),
            self.group.currentData(),
            self.together.isChecked(),
            self.stratified.isChecked(),
        )

    @Slot()
    def confirm(self) -> None:
        self.chosen.emit(self.rule)
        super().confirm()

    def _connect(self) -> None:
        for field in (self.training, self.validation, self.test, self.seed):
            field.valueChanged.connect(self._look)
        for option in (self.together, self.stratified):
            option.toggled.connect(self._look)
        self.group.currentIndexChanged.connect(self._look)

    def _make_group(self, chosen: str) -> QComboBox:
        combo = QComboBox()
        combo.addItem(self.tr("Each row by itself"), "")
        columns = self._datasets.metadata_columns()
        for column in columns if chosen in ("", *columns) else (*columns, chosen):
            combo.addItem(self.tr("Rows with the same “{column}”").format(column=column), column)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        combo.setEnabled(combo.count() > 1)
        return combo

    def _share(self, share: float) -> QSpinBox:
        return QSpinBox(maximum=WHOLE, value=round(WHOLE * share), suffix=" %")

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
        self.body.addWidget(self._make_together())
        if self._has_labels:
            self.body.addWidget(self.stratified)
        self.body.addWidget(self._plan)
        self.body.addStretch()
        self.finish_building()

    def _make_together(self) -> QWidget:
        """What is drawn as one, so that no customer and no copy stands on two sides."""
        help_ = self.tr("Rows of one customer or document stay in one split; later ones follow.")
        row = FormRow(self.tr("Keep together"), self.group, help_)
        both = QWidget()
        layout = QVBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(row)
        layout.addWidget(self.together)
        return both

    @Slot()
    def _look(self) -> None:
        rule = self.rule
        self.confirm_button.setEnabled(False)
        self._tell(self.tr("Looking at the rows…"), "mute")
        self._latest.ask(
            lambda context: self._datasets.plan_split(rule, context), self._say, self._say_problem
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
