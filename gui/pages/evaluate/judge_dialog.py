"""The dialog that asks a judge: which model, in which words, and what it will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QSpinBox, QWidget

from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label
from services.domain.confidence import Judge, JudgePrompt
from services.domain.prediction import ConnectionKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.theme import Theme
    from services.domain.prediction import Model
    from services.prediction.cost import RunEstimate

WIDTH = 600
INSTRUCTION_LINES, LAYOUT_LINES = 8, 4
LARGEST, STEP = 1_000_000, 50


class JudgeDialog(FormDialog):
    """`changed` says that the estimate is out of date; `asked` carries the judge and how many
    answers it is asked about at most. `former` is the one that judged the run before, if any."""

    changed = Signal()
    asked = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        models: Sequence[Model],
        prompt: JudgePrompt,
        starter: JudgePrompt,
        problems: Callable[[JudgePrompt], tuple[str, ...]],
        former: Judge | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme,
            tr("Ask a judge"),
            tr("Ask"),
            tr("It says of each answer in a word how likely it is right: {words}.").format(
                words=tr("very unlikely, unlikely, about even, likely or very likely")
            ),
            parent=parent,
        )
        self.setMinimumWidth(WIDTH)
        self._starter = starter
        self._former = former
        self._problems = problems
        self.most = QSpinBox()
        self.most.setRange(0, LARGEST)
        self.most.setSingleStep(STEP)
        self.most.setSpecialValueText(self.tr("All"))
        self.most.setGroupSeparatorShown(True)
        self.model = QComboBox()
        for model in models:
            self.model.addItem(model.name, model)
        self.instruction = _TextField(INSTRUCTION_LINES)
        self.layout_field = _TextField(LAYOUT_LINES)
        self.start_over = button(theme, self.tr("Back to the ready-made words"), "undo-2", "ghost")
        self._note = label("", "small", wrap=True)
        self._estimate = label("", wrap=True)
        self._show_prompt(prompt)
        self._build()
        self._tell_change()

    @property
    def choice(self) -> Judge:
        prompt = JudgePrompt(self.instruction.toPlainText(), self.layout_field.toPlainText())
        return Judge(self.model.currentData(), prompt)

    @property
    def limit(self) -> int | None:
        """How many answers are judged at most; None: all."""
        return self.most.value() or None

    @property
    def estimate_text(self) -> str:
        return self._estimate.text()

    def show_estimate(self, judge: Judge, limit: int | None, estimate: RunEstimate) -> None:
        """Show what asking takes, unless something else was chosen meanwhile."""
        if (judge, limit) != (self.choice, self.limit):
            return
        nothing = self.tr("This judge has judged all answers of the run: there is nothing to ask.")
        self._estimate.setText(estimate.arithmetic if estimate.calls else nothing)
        self.confirm_button.setEnabled(bool(estimate.calls))

    def confirm(self) -> None:
        self.asked.emit(self.choice, self.limit)
        self.accept()

    def _show_prompt(self, prompt: JudgePrompt) -> None:
        self.instruction.setPlainText(prompt.instruction)
        self.layout_field.setPlainText(prompt.layout)

    def _build(self) -> None:
        help_ = self.tr(
            "{{text}} and {{answer}} stand for a row; {{scale}} for the five words; {{labels}},"
            " {{schema}}, {{guidelines}} and columns are filled in as in a prompt."
        )
        self._case_row = FormRow(self.tr("Each case"), self.layout_field, help_)
        row = QHBoxLayout()
        row.setSpacing(14)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(FormRow(self.tr("Model"), self.model), 2, top)
        row.addWidget(FormRow(self.tr("Answers at most"), self.most), 1, top)
        self.body.addLayout(row)
        self.body.addWidget(FormRow(self.tr("Instruction"), self.instruction), 2)
        self.body.addWidget(self._case_row, 1)
        self.body.addWidget(self._note)
        self.body.addWidget(self._estimate)
        self.footer.insertWidget(0, self.start_over)
        self.finish_building()
        self.start_over.clicked.connect(lambda: self._show_prompt(self._starter))
        self.model.currentIndexChanged.connect(self._tell_change)
        self.most.valueChanged.connect(self._tell_change)
        for field in (self.instruction, self.layout_field):
            field.textChanged.connect(self._tell_change)

    @Slot()
    def _tell_change(self) -> None:
        choice = self.choice
        self._estimate.setText(self.tr("Estimating…"))
        self._case_row.set_problem(" ".join(self._problems(choice.prompt)))
        self.start_over.setEnabled(choice.prompt != self._starter)
        notes: list[str] = []
        if self._former not in (None, choice):
            notes.append(self.tr("What the former judge said of this run is forgotten then."))
        if choice.model.connection is ConnectionKind.VERTEX:
            notes.append(self.tr("The texts and answers of the run are sent to Vertex AI."))
            notes.append(
                self.tr("What the model thinks first is billed too, and is not in the sum.")
            )
        self._note.setText("\n".join(notes))
        self._note.setVisible(bool(notes))
        self.changed.emit()


class _TextField(QPlainTextEdit):
    """No higher than its lines: what is left over is shared out by the layout."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setProperty("mono", True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + 18)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())
