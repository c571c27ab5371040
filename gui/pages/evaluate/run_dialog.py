"""The dialog that starts a run: model, prompt, rows, and what it will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from gui.pages.evaluate.plan_box import PlanBox
from gui.pages.evaluate.run_choice import RunChoice, target_text
from gui.pages.evaluate.run_columns import technique_text
from gui.translation import tr
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label
from services.domain.prediction import ConnectionKind
from services.prediction.batching import offers_batch

if TYPE_CHECKING:
    from gui.navigation import NewRun
    from gui.pages.evaluate.run_choice import RunOptions
    from gui.theme import Theme
    from services.prediction.cost import RunEstimate

WIDTH = 520
MOST_SAMPLES = 15


class RunDialog(FormDialog):
    """`changed` says that the plan is out of date; `started` carries the choice and its cap.

    What costs money can be started only once it is said how much.
    """

    changed = Signal(object)
    started = Signal(object, object)

    def __init__(self, theme: Theme, options: RunOptions, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Run a model and a prompt"), tr("Run"), parent=parent)
        self.setMinimumWidth(WIDTH)
        self._options = options
        self.model, self.prompt, self.rows = QComboBox(), QComboBox(), QComboBox()
        self.samples = QSpinBox()
        self._note = label("", "small", wrap=True)
        self.plan = PlanBox()
        self._fill()
        self._build()
        self._tell_change()

    @property
    def choice(self) -> RunChoice:
        return RunChoice(
            self.model.currentData(),
            self.prompt.currentData(),
            self.rows.currentData(),
            self.samples.value(),
            ask_again=self.plan.again.isChecked(),
            batch=self.plan.batch.isChecked(),
        )

    @property
    def estimate_text(self) -> str:
        return self.plan.text

    def choose(self, wanted: NewRun) -> None:
        """Choose a prompt, and a model and a part of the data where one is wanted."""
        ids = [self.prompt.itemData(at).id for at in range(self.prompt.count())]
        if wanted.prompt.id in ids:
            self.prompt.setCurrentIndex(ids.index(wanted.prompt.id))
        models = [self.model.itemData(at) for at in range(self.model.count())]
        if wanted.model in models:
            self.model.setCurrentIndex(models.index(wanted.model))
        parts = [self.rows.itemData(at).part for at in range(self.rows.count())]
        if wanted.part in parts:
            self.rows.setCurrentIndex(parts.index(wanted.part))

    @property
    def note(self) -> str:
        """What is to be known before the run."""
        return self._note.text()

    def show_estimate(self, choice: RunChoice, estimate: RunEstimate) -> None:
        """Say what a choice takes, unless another was made meanwhile."""
        if choice == self.choice:
            self.plan.show_plan(estimate)
            self.confirm_button.setEnabled(True)

    def confirm(self) -> None:
        self.started.emit(self.choice, self.plan.cap)
        self.accept()

    def _fill(self) -> None:
        for model in self._options.models:
            self.model.addItem(model.name, model)
        for prompt in self._options.prompts:
            self.prompt.addItem(f"{prompt.name} · {technique_text(prompt)}", prompt)
        for target in self._options.targets:
            self.rows.addItem(target_text(target), target)
        self.samples.setRange(1, MOST_SAMPLES)

    def _build(self) -> None:
        samples = self.tr("More than one: the majority of the samples is the answer.")
        for row in (
            FormRow(self.tr("Model"), self.model),
            FormRow(self.tr("Prompt"), self.prompt),
            FormRow(self.tr("Rows"), self.rows),
            FormRow(self.tr("Samples of each row"), self.samples, samples),
        ):
            self.body.addWidget(row)
        self.body.addWidget(self._note)
        self.body.addWidget(self.plan)
        self.body.addStretch()
        for combo in (self.model, self.prompt, self.rows):
            combo.currentIndexChanged.connect(self._tell_change)
        self.samples.valueChanged.connect(self._tell_change)
        self.plan.changed.connect(self._tell_change)
        self.finish_building()

    def _tell_change(self) -> None:
        calls = self.rows.currentData().rows * self.samples.value()
        self.plan.offer_batch(offered=offers_batch(self.model.currentData(), calls))
        self.plan.show_waiting()
        self.confirm_button.setEnabled(self.choice.model.connection is not ConnectionKind.VERTEX)
        self._note.setText(self._note_text(self.choice))
        self._note.setVisible(bool(self._note.text()))
        self.changed.emit(self.choice)

    def _note_text(self, choice: RunChoice) -> str:
        notes: list[str] = []
        if choice.target.part == "test":
            number = self._options.looks + 1
            notes.append(
                self.tr(
                    "This is look number {number} at the test rows. Choose on validation; measure"
                    " on test what you have chosen."
                ).format(number=number)
            )
        if choice.model.connection is ConnectionKind.VERTEX:
            notes.append(
                self.tr("The texts of these rows are sent to Vertex AI, project {project}.").format(
                    project=self._options.cloud_project
                )
            )
        return "\n".join(notes)
