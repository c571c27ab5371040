"""Try the prompt on the row at hand: what came back, what it says, and whether it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.pages.prompt.words import breakable, dollars_text
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.empty_state import EmptyState
from gui.widgets.labels import Pill, SectionLabel, label
from gui.widgets.page import HEADER_HEIGHT
from services.domain.prediction import ConnectionKind, Model, PredictionState
from services.domain.values import same_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from PySide6.QtWidgets import QLabel

    from gui.theme import Theme
    from services.domain.example import Value
    from services.domain.prediction import Prediction
    from services.prediction.use_cases import TryOut

EMPTY, RESULT = range(2)


class TryCard(Card):
    """`asked` says that the user wants the row at hand tried; `model_chosen` another model."""

    asked = Signal()
    model_chosen = Signal()

    def __init__(self, theme: Theme, cloud_project: str, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("TryCard", "Try it"), parent=parent)
        self._theme = theme
        self._cloud_project = cloud_project
        self.models = QComboBox()
        self.button = button(theme, self.tr("Try this row"), "play", "primary")
        self.cost = label("", "small", wrap=True)
        self.sandbox = Pill(self.tr("Sandbox: not Gemini"), PillKind.WARN)
        self.destination = label("", "small", wrap=True)
        self.verdict = Pill("")
        self.answer = label("", "h2", wrap=True)
        self.problem = label("", "mute", wrap=True)
        self.reply = _text_box(self.tr("Reply as it came"))
        self.reasoning = _text_box(self.tr("Reasoning"))
        self._reasoning_title = SectionLabel(self.tr("Reasoning"))
        self.outdated = label(self.tr("The prompt was edited since."), "warn", wrap=True)
        self._facts: dict[str, QLabel] = {}
        self._stack = QStackedWidget()
        self._build()

    @property
    def model(self) -> Model | None:
        return self.models.currentData()

    def show_models(self, models: Sequence[Model]) -> None:
        """Offer models; the one that was chosen stays chosen."""
        chosen = self.model
        self.models.blockSignals(True)
        self.models.clear()
        for model in models:
            self.models.addItem(model.name, model)
        self.models.setCurrentIndex(models.index(chosen) if chosen in models else 0)
        self.models.blockSignals(False)
        self._show_connection()

    def show_busy(self, *, busy: bool) -> None:
        """A call is under way: its end shows the result."""
        self.button.setEnabled(not busy)
        self.button.setText(self.tr("Asking…") if busy else self.tr("Try this row"))

    def clear(self) -> None:
        """The row or the prompt is another one: the result is of the past."""
        self._stack.setCurrentIndex(EMPTY)

    def show_outdated(self, *, outdated: bool) -> None:
        """Say whether the prompt was edited after the result that is shown."""
        self.outdated.setVisible(outdated)

    def show_result(
        self,
        tried: TryOut,
        said: str,
        gold: Value | None,
        schema: Mapping[str, Any] | None,
        dollars: float | None,
    ) -> None:
        """Show a call: `said` is its answer in words, `gold` the gold answer of the row."""
        prediction = tried.prediction
        self.verdict.show_as(*self._verdict(prediction, gold, schema))
        self.answer.setText(breakable(said))
        self.answer.setAccessibleName(said)
        self.answer.setVisible(bool(said))
        self.problem.setText(prediction.error)
        self.problem.setVisible(bool(prediction.error))
        self.reply.setPlainText(prediction.reply)
        self.reasoning.setPlainText(prediction.reasoning)
        for part in (self._reasoning_title, self.reasoning):
            part.setVisible(bool(prediction.reasoning))
        self._show_facts(prediction, dollars)
        self.show_outdated(outdated=False)
        self._stack.setCurrentIndex(RESULT)

    def _verdict(
        self, prediction: Prediction, gold: Value | None, schema: Mapping[str, Any] | None
    ) -> tuple[str, PillKind]:
        match prediction.state:
            case PredictionState.UNPARSABLE:
                return self.tr("unparsable"), PillKind.WARN
            case PredictionState.REFUSED:
                return self.tr("refused"), PillKind.WARN
            case PredictionState.FAILED | PredictionState.NOT_RUN:
                return self.tr("failed"), PillKind.BAD
            case PredictionState.ANSWERED:
                pass
        if gold is None:
            return self.tr("no gold answer"), PillKind.NEUTRAL
        if same_value(prediction.value, gold, schema):
            return self.tr("right"), PillKind.OK
        return self.tr("wrong"), PillKind.BAD

    def _show_facts(self, prediction: Prediction, dollars: float | None) -> None:
        usage = prediction.usage
        output = usage.output_tokens + usage.thought_tokens
        self._facts["time"].setText(
            self.tr("{seconds} s").format(seconds=f"{prediction.milliseconds / 1000:.2f}")
        )
        self._facts["tokens"].setText(
            self.tr("{input} in, {output} out").format(
                input=f"{usage.input_tokens:,}", output=f"{output:,}"
            )
        )
        self._facts["cost"].setText(dollars_text(dollars))

    def _show_connection(self) -> None:
        model = self.model
        sandbox = model is not None and model.connection is ConnectionKind.SANDBOX
        self.sandbox.setVisible(sandbox)
        self.destination.setVisible(model is not None and not sandbox)
        self.destination.setText(
            self.tr("Sends this row and the shots to Vertex AI, project {project}.").format(
                project=self._cloud_project
            )
        )
        self.button.setEnabled(model is not None)

    def _choose_model(self) -> None:
        self._show_connection()
        self.model_chosen.emit()

    def _build(self) -> None:
        self.models.setAccessibleName(self.tr("Model"))
        self.models.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.models.setMinimumContentsLength(12)
        self.button.setToolTip(self.tr("Send the prompt over the row at hand (Ctrl+Enter)"))
        self.models.activated.connect(self._choose_model)
        self.button.clicked.connect(self.asked)
        self._stack.addWidget(self._build_empty())
        self._stack.addWidget(self._build_result())
        self._stack.setCurrentIndex(EMPTY)
        strut = QWidget()  # as high as the buttons in the headers beside it
        strut.setFixedSize(0, HEADER_HEIGHT)
        self.add_action(strut)
        self.add_action(self.sandbox)
        self.add(self.models, self.button, self.destination, self.cost)
        self.add(self._stack, stretch=1)

    def _build_empty(self) -> QWidget:
        return EmptyState(
            self._theme,
            "sparkles",
            self.tr("Nothing tried yet"),
            self.tr("Ctrl+Enter sends the prompt over the row at hand and shows what comes back."),
        )

    def _build_result(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(SectionLabel(self.tr("Answer")), 1)
        head.addWidget(self.verdict)
        column.addLayout(head)
        column.addWidget(self.outdated)
        column.addWidget(self.answer)
        column.addWidget(self.problem)
        column.addLayout(self._build_facts())
        column.addWidget(self._reasoning_title)
        column.addWidget(self.reasoning, 2)
        column.addWidget(SectionLabel(self.tr("Reply as it came")))
        column.addWidget(self.reply, 1)
        return holder

    def _build_facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        names = {
            "time": self.tr("Time"),
            "tokens": self.tr("Tokens"),
            "cost": self.tr("Cost"),
        }
        for row, (key, name) in enumerate(names.items()):
            self._facts[key] = label("")
            grid.addWidget(label(name, "mute"), row, 0)
            grid.addWidget(self._facts[key], row, 1, Qt.AlignmentFlag.AlignRight)
        return grid


def _text_box(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setProperty("mono", True)
    made.setAccessibleName(name)
    made.setMinimumHeight(56)
    return made
