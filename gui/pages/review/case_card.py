"""The row at hand: its text, and what gold answer and model say, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gui.pages.review.blind import gold_first
from gui.pages.review.field_diff import FieldDiff
from gui.pages.review.more_panels import MorePanels
from gui.pages.review.span_marks import span_marks
from gui.pages.review.words import state_words, sure_words, value_text
from gui.pills import PillKind
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel, Pill, label
from gui.widgets.marked_text import MarkedText
from gui.words import split_name
from services.domain.values import same_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.confidence import Likelihood
    from services.domain.example import Example, Value
    from services.domain.prediction import Prediction
    from services.domain.task import Task
    from services.evaluation.records import ScoredRow
    from services.prediction.voting import Vote

BREAK = "\u200b"
PAGE_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Backspace)


@dataclass(frozen=True, slots=True)
class Case:
    """A row to judge. `example` is as it stands now, None when it was deleted since; `vote` is
    that of the samples, `judged` what a judge said; `run` names the run where rows of several are
    reviewed."""

    row: ScoredRow
    text: str
    example: Example | None
    predictions: Sequence[Prediction]
    vote: Vote | None = None
    judged: Likelihood | None = None
    run: str = ""
    blind: bool = False

    @property
    def gold(self) -> Value | None:
        return self.example.gold if self.example else self.row.gold

    @property
    def answers(self) -> tuple[Value | None, Value | None]:
        """Gold answer and prediction; in a blind review in an order that says nothing."""
        gold, predicted = self.gold, self.row.predicted
        as_named = not self.blind or gold_first(self.row.example_id)
        return (gold, predicted) if as_named else (predicted, gold)


class CaseCard(QWidget):
    """The text large, below it gold answer and prediction, and more on demand."""

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._task = task
        self.text = MarkedText(PAGE_KEYS)
        self.gold, self.predicted = _Side(), _Side()
        self.diff, self.blind_diff = FieldDiff(theme), FieldDiff(theme, blind=True)
        self._diffs = QStackedWidget()
        self.more = MorePanels(theme, task)
        self._split, self._flag = Pill(""), Pill("", PillKind.WARN)
        self._metadata = ElidedLabel("", "small")
        self._build()

    def show_case(self, case: Case, task: Task, title: str) -> None:
        """Show a row; `title` says which one it is."""
        self._task = task
        self._card.set_title(title)
        self.text.show_text(case.text)
        self._show_example(case.example)
        if task.kind.has_labels:
            self._show_labels(case)
        else:
            self._show_records(case)
        self.more.show_blind(blind=case.blind)
        self.more.show_reply(_replies(case.predictions))

    @property
    def accessible_place(self) -> str:
        """Which row it is, as a screen reader says it."""
        return self._card.accessibleName()

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

    def _show_labels(self, case: Case) -> None:
        first, second = (value_text(self._task, value) for value in case.answers)
        if case.blind:
            self.gold.show_value(self.tr("Answer 1"), first)
            self.predicted.show_value(self.tr("Answer 2"), second)
            return
        right = same_value(case.gold, case.row.predicted, self._task.schema)
        changed = self.tr("fixed") if case.gold != case.row.gold else ""
        self.gold.show_value(self.tr("Gold answer"), first, "", changed, good=True)
        sure = sure_words(case.vote, case.judged)
        note = ". ".join(filter(None, (state_words(case.row.state).rstrip("."), sure, case.run)))
        word = self.tr("right") if right else self.tr("wrong")
        self.predicted.show_value(self.tr("Prediction"), second, note, word, good=right)

    def _show_records(self, case: Case) -> None:
        first, second = (each if isinstance(each, dict) else {} for each in case.answers)
        diff = self.blind_diff if case.blind else self.diff
        self._diffs.setCurrentWidget(diff)
        problem = state_words(case.row.state)
        if case.blind:
            diff.show_records(first, second, self._task.schema, "")
            names = (self.tr("answer 1"), self.tr("answer 2"))
        else:
            vote = case.vote if case.vote and case.vote.samples > 1 else None
            sure = sure_words(None, case.judged, case.vote)
            note = ". ".join(filter(None, (sure, case.run)))
            diff.show_records(first, second, self._task.schema, problem, vote, note)
            names = (self.tr("gold answer"), self.tr("prediction"))
        tokens = self._theme.tokens
        self.text.show_coloured(span_marks(case.text, names, (first, second), tokens))

    def _build(self) -> None:
        self.text.setAccessibleName(self.tr("Text"))
        self._card = Card(" ")
        for part in (self._flag, self._split):
            self._card.add_action(part)
        self._card.add(self.text, stretch=1)
        self._card.add(self._metadata)
        for diff in (self.diff, self.blind_diff):
            self._diffs.addWidget(diff)
        labels = self._task.kind.has_labels
        values = self._sides() if labels else self._diffs
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._card, 3)
        layout.addWidget(values, 0 if labels else 3)
        layout.addWidget(self.more)

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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self._pill = Pill("")
        self._value = label("", "h2", wrap=True)
        self._note = label("", "small", wrap=True)
        self.add_action(self._pill)
        self.add(self._value, self._note)
        self.body.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    @property
    def value(self) -> str:
        return self._value.text().replace(BREAK, "")

    @property
    def note(self) -> str:
        return self._note.text()

    @property
    def pill(self) -> str:
        return "" if self._pill.isHidden() else self._pill.text()

    def show_value(
        self, title: str, value: str, note: str = "", pill: str = "", *, good: bool = False
    ) -> None:
        self.set_title(title)
        self._value.setText(_breakable(value))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._pill.setVisible(bool(pill))
        self._pill.show_as(pill, PillKind.OK if good else PillKind.BAD)


def _breakable(name: str) -> str:
    """A long name without a space must not make the page wider than its window."""
    return name.replace("_", f"_{BREAK}").replace("/", f"/{BREAK}")


def _replies(predictions: Sequence[Prediction]) -> str:
    return "\n\n".join(
        "\n\n".join(filter(None, (each.reasoning, each.reply, each.error))) for each in predictions
    )
