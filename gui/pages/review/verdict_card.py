"""Where a mistake is judged: four keys, and what two of them ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from gui.pages.review.gold_choice import GoldChoice
from gui.pages.review.words import verdict_pill, verdict_words
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import Pill, label
from gui.widgets.schema_form import SchemaForm
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QLabel, QPushButton

    from gui.theme import Theme
    from services.domain.example import Value
    from services.domain.prediction import Verdict
    from services.domain.task import Task


class VerdictCard(Card):
    """`corrected` carries the right answer, `found_ambiguous` the reason; `refused` an AppError
    about the form, and `answered` says that a question was closed without an answer."""

    corrected = Signal(object)
    found_ambiguous = Signal(str)
    refused = Signal(object)
    answered = Signal()

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("VerdictCard", "Verdict"), parent=parent)
        self._theme = theme
        self._extraction = not task.kind.has_labels
        self._pill = Pill("")
        self.first, self.second = self._choice(""), self._choice("")
        self.neither = self._choice(self.tr("3   Neither…"))
        self.ambiguous = self._choice(self.tr("A   Ambiguous…"))
        self.add_shot = self._choice(self.tr("S   Add to the shots"))
        self.labels = GoldChoice()
        self.form = SchemaForm(theme)
        self.reason = _ReasonField()
        self.take_prediction = button(theme, self.tr("Fill in the prediction"), variant="ghost")
        self._predicted: dict[str, Any] = {}
        self._hints: dict[QPushButton, QLabel] = {}
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._offer(blind=False, right=False)

    @property
    def asking(self) -> bool:
        """A question is open: for the right answer, or for a reason."""
        return self._stack.currentIndex() != 0

    def show_verdict(
        self, verdict: Verdict | None, *, blind: bool = False, right: bool = False
    ) -> None:
        """Show what was said before, and offer what can be said of a row, which is `right` or not;
        closes a question."""
        self._offer(blind=blind, right=right)
        self._stack.setCurrentIndex(0)
        self._pill.setVisible(verdict is not None)
        if verdict is not None:
            self._pill.show_as(verdict_words(verdict), verdict_pill(verdict))

    def ask_gold(
        self,
        task: Task,
        keys: Mapping[str, str],
        gold: Value | None,
        predicted: Value | None,
        *,
        blind: bool = False,
    ) -> None:
        """Ask for the right answer; `keys` are those of the labels by id. `blind`: nothing says
        which one is the gold answer or the predicted one."""
        if blind:
            gold = predicted = None
        if self._extraction:
            self.form.show_schema(task.schema or {})
            self.form.show_record(gold if isinstance(gold, dict) else {})
            self._predicted = predicted if isinstance(predicted, dict) else {}
            self.take_prediction.setEnabled(bool(self._predicted))
            self._stack.setCurrentIndex(2)
            self.form.focus_first()
            return
        self.labels.show_labels(task.labels, keys, _label_id(gold), _label_id(predicted))
        self._stack.setCurrentIndex(1)
        self.labels.take_focus()

    def ask_reason(self, reason: str) -> None:
        """Ask why the row is ambiguous."""
        self.reason.setText(reason)
        self.reason.selectAll()
        self._stack.setCurrentIndex(3)
        self.reason.setFocus()

    @Slot()
    def close_question(self) -> None:
        self._stack.setCurrentIndex(0)
        self.answered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.asking and event.key() == Qt.Key.Key_Escape:
            self.close_question()
        else:
            super().keyPressEvent(event)

    def _choice(self, text: str) -> QPushButton:
        return button(self._theme, text, variant="choice")

    def _build(self) -> None:
        self._pill.hide()
        self.add_action(self._pill)
        for part in (self._buttons(), self._label_page(), self._form_page(), self._reason_page()):
            self._stack.addWidget(part)
        self.add(self._stack, stretch=1)

    def _buttons(self) -> QWidget:
        hints = (
            (self.first, ""),
            (self.second, ""),
            (self.neither, self.tr("Say what is right instead.")),
            (self.ambiguous, self.tr("Flag the row, with the reason.")),
            (self.add_shot, self.tr("Show it in the prompt: training rows only.")),
        )
        parts: list[QWidget] = []
        for made, hint in hints:
            made.setToolTip(hint)
            self._hints[made] = label(hint, "small", wrap=True)
            parts += [made, self._hints[made]]
        return _column(*parts, stretch=False)

    def _offer(self, *, blind: bool, right: bool) -> None:
        self.setAccessibleDescription(self.tr("Which answer is right?") if blind else "")
        for made in (self.neither, self._hints[self.neither]):
            made.setVisible(blind)
        rescores = self.tr("Fix it; every stored run is measured anew.")
        stands = self.tr("The gold answer stands.")
        chosen = self.tr("Nothing here says which one is the gold answer.")
        if blind:
            self._word(self.first, self.tr("1   Answer 1 is right"), "")
            self._word(self.second, self.tr("2   Answer 2 is right"), chosen)
        elif right:
            self._word(self.first, self.tr("M   Both right"), stands)
            self._word(self.second, self.tr("G   Both wrong…"), rescores)
        else:
            self._word(self.first, self.tr("M   Model wrong"), stands)
            self._word(self.second, self.tr("G   Gold wrong…"), rescores)

    def _word(self, made: QPushButton, text: str, hint: str) -> None:
        made.setText(text)
        made.setToolTip(hint)
        self._hints[made].setText(hint)
        self._hints[made].setVisible(bool(hint))

    def _label_page(self) -> QWidget:
        return _column(label(self.tr("Which label is right?"), "field"), self.labels)

    def _form_page(self) -> QWidget:
        save = button(self._theme, self.tr("Correct (Ctrl+Enter)"), "check")
        save.clicked.connect(self._submit)
        back = button(self._theme, self.tr("Back (Esc)"), variant="ghost")
        back.clicked.connect(self.close_question)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("What is right?"), "field"), 1)
        head.addWidget(self.take_prediction)
        layout.addLayout(head)
        layout.addWidget(self.form, 1)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addWidget(save, 1)
        layout.addLayout(row)
        return page

    def _reason_page(self) -> QWidget:
        title = label(self.tr("Why is it ambiguous?"), "field")
        hint = label(self.tr("Enter flags the row, Esc goes back."), "small", wrap=True)
        return _column(title, self.reason, hint, stretch=False)

    def _connect(self) -> None:
        self.labels.chosen.connect(self.corrected.emit)
        self.labels.left.connect(self.close_question)
        self.form.submitted.connect(self._submit)
        self.form.left.connect(self.close_question)
        self.take_prediction.clicked.connect(lambda: self.form.show_record(self._predicted))
        self.reason.left.connect(self.close_question)
        self.reason.returnPressed.connect(
            lambda: self.found_ambiguous.emit(self.reason.text().strip())
        )

    @Slot()
    def _submit(self) -> None:
        try:
            record = self.form.record()
        except AppError as error:
            self.refused.emit(error)
            return
        self.corrected.emit(record)


class _ReasonField(QLineEdit):
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("A few words, or nothing"))
        self.setAccessibleName(self.tr("Why it is ambiguous"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _label_id(value: Value | None) -> str | None:
    return value if isinstance(value, str) else None


def _column(*parts: QWidget, stretch: bool = True) -> QWidget:
    """Widgets below each other; the last one takes the room, or nothing does."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for part in parts:
        layout.addWidget(part)
    if stretch:
        layout.setStretchFactor(parts[-1], 1)
    else:
        layout.addStretch()
    return holder
