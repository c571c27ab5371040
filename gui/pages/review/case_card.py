"""The row at hand: its text, and what gold answer and model say, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from gui.pages.review.field_diff import FieldDiff
from gui.pages.review.words import state_words, value_text
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel, Pill, label
from gui.widgets.reading_text import ReadingText
from gui.words import split_name, vote_text
from services.domain.values import same_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.example import Example, Value
    from services.domain.prediction import Prediction
    from services.domain.task import Task
    from services.evaluation.records import ScoredRow
    from services.prediction.voting import Vote

REPLY_HEIGHT = 130
PAGE_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Backspace)


@dataclass(frozen=True, slots=True)
class Case:
    """A row to judge. `example` is as it stands now, None when it was deleted since; `vote` is
    that of several samples, None where there was but one."""

    row: ScoredRow
    text: str
    example: Example | None
    predictions: Sequence[Prediction]
    vote: Vote | None = None

    @property
    def gold(self) -> Value | None:
        return self.example.gold if self.example else self.row.gold


class CaseCard(QWidget):
    """The text large, below it gold answer and prediction, and the reply on demand."""

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = task
        self.text = ReadingText(PAGE_KEYS)
        self.gold = _Side(self.tr("Gold answer"))
        self.predicted = _Side(self.tr("Prediction"))
        self.diff = FieldDiff(theme)
        self.reply = QPlainTextEdit()
        self.reply_button = button(theme, self.tr("Reply (R)"), "message-square-text", "ghost")
        self._split, self._flag = Pill(""), Pill("", PillKind.WARN)
        self._metadata = ElidedLabel("", "small")
        self._build()
        self.reply_button.clicked.connect(self.toggle_reply)

    def show_case(self, case: Case, task: Task, title: str) -> None:
        """Show a row; `title` says which one it is."""
        self._task = task
        self._card.set_title(title)
        self.text.show_text(case.text)
        self._show_example(case.example)
        right = same_value(case.gold, case.row.predicted, task.schema)
        self._show_values(case, right=right)
        self.reply.setPlainText(_replies(case.predictions))

    @property
    def accessible_place(self) -> str:
        """Which row it is, as a screen reader says it."""
        return self._card.accessibleName()

    @Slot()
    def toggle_reply(self) -> None:
        """Show or hide the replies as they came."""
        self._reply_card.setVisible(not self._reply_card.isVisible())

    def _show_example(self, example: Example | None) -> None:
        self._split.setVisible(example is not None and example.split is not None)
        self._flag.setVisible(example is not None and example.flagged)
        if example is None:
            self._metadata.setText(self.tr("This row is not in the project any more."))
            return
        if example.split is not None:
            self._split.setText(split_name(example.split))
        reason = example.flag_reason
        flagged = self.tr("Flagged: {reason}").format(reason=reason)
        self._flag.setText(flagged if reason else self.tr("Flagged"))
        told = (f"{name}: {value}" for name, value in example.metadata.items())
        self._metadata.setText("  ·  ".join(told))
        self._metadata.setVisible(bool(example.metadata))

    def _show_values(self, case: Case, *, right: bool) -> None:
        predicted, gold = case.row.predicted, case.gold
        if not self._task.kind.has_labels:
            self.diff.show_records(
                gold if isinstance(gold, dict) else {},
                predicted if isinstance(predicted, dict) else {},
                self._task.schema,
                state_words(case.row.state),
                case.vote,
            )
            return
        changed = self.tr("fixed") if gold != case.row.gold else ""
        self.gold.show_value(value_text(self._task, gold), "", changed, good=True)
        note = self.tr("Votes: {votes}").format(votes=vote_text(case.vote)) if case.vote else ""
        self.predicted.show_value(
            value_text(self._task, predicted),
            state_words(case.row.state) or note,
            self.tr("right") if right else self.tr("wrong"),
            good=right,
        )

    def _build(self) -> None:
        self.text.setAccessibleName(self.tr("Text"))
        self.reply.setReadOnly(True)
        self.reply.setTabChangesFocus(True)
        self.reply.setAccessibleName(self.tr("Reply as it came"))
        self.reply.setProperty("flat", True)
        self.reply.setProperty("mono", True)
        self._card = Card(" ")
        for part in (self._flag, self._split, self.reply_button):
            self._card.add_action(part)
        self._card.add(self.text, stretch=1)
        self._card.add(self._metadata)
        self._reply_card = Card(self.tr("Reply"))
        self._reply_card.add(self.reply)
        self.reply.setFixedHeight(REPLY_HEIGHT)
        self._reply_card.hide()
        labels = self._task.kind.has_labels
        values = self._sides() if labels else self.diff
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._card, 3)
        layout.addWidget(values, 0 if labels else 3)
        layout.addWidget(self._reply_card)

    def _sides(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.gold, 1)
        row.addWidget(self.predicted, 1)
        return holder


class _Side(Card):
    """One label, large, with a word below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._pill = Pill("")
        self._value = label("", "h2", wrap=True)
        self._note = label("", "small", wrap=True)
        self.add_action(self._pill)
        self.add(self._value, self._note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    @property
    def value(self) -> str:
        return self._value.text()

    @property
    def note(self) -> str:
        return self._note.text()

    @property
    def pill(self) -> str:
        return "" if self._pill.isHidden() else self._pill.text()

    def show_value(self, value: str, note: str, pill: str = "", *, good: bool = False) -> None:
        self._value.setText(value)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._pill.setVisible(bool(pill))
        self._pill.show_as(pill, PillKind.OK if good else PillKind.BAD)


def _replies(predictions: Sequence[Prediction]) -> str:
    return "\n\n".join(
        "\n\n".join(filter(None, (each.reasoning, each.reply, each.error))) for each in predictions
    )
