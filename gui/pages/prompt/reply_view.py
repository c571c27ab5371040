"""What came back for one row: as it comes, then what it says and whether it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.pages.prompt.verdicts import seconds_text, tokens_text, verdict
from gui.pages.prompt.words import breakable, dollars_text
from gui.pills import PillKind
from gui.widgets.buttons import icon_button
from gui.widgets.labels import Pill, SectionLabel, label
from gui.words import likelihood_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from PySide6.QtWidgets import QLabel

    from gui.theme import Theme
    from services.domain.example import Value
    from services.prediction.trials import TryOut


class ReplyView(QWidget):
    """`call_wanted` says that the user wants to see the call itself."""

    call_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdict = Pill("")
        self.repaired = Pill(self.tr("repaired"), PillKind.WARN)
        self.answer = label("", "h2", wrap=True)
        self.problem = label("", "mute", wrap=True)
        self.outdated = label("", "warn", wrap=True)
        self.reasoning = _text_box(self.tr("Reasoning"))
        self.reply = _text_box(self.tr("Reply as it came"))
        self.call_button = icon_button(
            theme, "braces", self.tr("The call as JSON, Python and curl (Ctrl+J)")
        )
        self._reasoning_title = SectionLabel(self.tr("Reasoning"))
        self._facts = QWidget()
        self._fact: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._build()
        self.call_button.clicked.connect(self.call_wanted)

    def show_hearing(self, text: str) -> None:
        """Show how much of the reply has come."""
        self.verdict.show_as(self.tr("answering…"), PillKind.ACCENT)
        for part in (
            self.answer, self.problem, self.repaired, self.outdated, self._facts,
            self._reasoning_title, self.reasoning, self.call_button,
        ):  # fmt: skip
            part.hide()
        self.reply.setPlainText(text)
        bar = self.reply.verticalScrollBar()
        bar.setValue(bar.maximum())

    def show_result(
        self, tried: TryOut, said: str, gold: Value | None, schema: Mapping[str, Any] | None
    ) -> None:
        """Show a call: `said` is its answer in words, `gold` the gold answer of the row."""
        prediction = tried.prediction
        self.verdict.show_as(*verdict(prediction, gold, schema))
        self.repaired.setVisible(prediction.repaired)
        self.answer.setText(breakable(said))
        self.answer.setAccessibleName(said)
        self.answer.setVisible(bool(said))
        self.problem.setText(breakable(prediction.error))
        self.problem.setVisible(bool(prediction.error))
        self.reply.setPlainText(prediction.reply)
        self.reasoning.setPlainText(prediction.reasoning)
        for part in (self._reasoning_title, self.reasoning):
            part.setVisible(bool(prediction.reasoning))
        self._fact["time"].setText(seconds_text(prediction.milliseconds))
        self._fact["tokens"].setText(tokens_text(prediction.usage))
        self._fact["cost"].setText(dollars_text(tried.dollars))
        sure = prediction.confidence
        self._fact["sure"].setText("" if sure is None else likelihood_name(sure))
        self._names["sure"].setVisible(sure is not None)
        self._facts.show()
        self.call_button.show()

    def show_age(self, *, edited: bool, other_model: str) -> None:
        """Say whether the prompt was edited since, and which other model it was that replied."""
        words = [
            self.tr("The prompt was edited since.") if edited else "",
            self.tr("{model} replied.").format(model=other_model) if other_model else "",
        ]
        self.outdated.setText(" ".join(filter(None, words)))
        self.outdated.setVisible(bool(self.outdated.text()))

    def _build(self) -> None:
        self.repaired.setToolTip(
            self.tr("A comma too many was taken out of the JSON before it could be read.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(SectionLabel(self.tr("Answer")), 1)
        head.addWidget(self.repaired)
        head.addWidget(self.verdict)
        column.addLayout(head)
        for part in (self.outdated, self.answer, self.problem, self._facts, self._reasoning_title):
            column.addWidget(part)
        column.addWidget(self.reasoning, 2)
        foot = QHBoxLayout()
        foot.addWidget(SectionLabel(self.tr("Reply as it came")), 1)
        foot.addWidget(self.call_button)
        column.addLayout(foot)
        column.addWidget(self.reply, 1)
        self._build_facts()

    def _build_facts(self) -> None:
        grid = QGridLayout(self._facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        names = {
            "sure": self.tr("Says it is right"),
            "time": self.tr("Time"),
            "tokens": self.tr("Tokens"),
            "cost": self.tr("Cost"),
        }
        for row, (key, name) in enumerate(names.items()):
            self._fact[key], self._names[key] = label(""), label(name, "mute")
            grid.addWidget(self._names[key], row, 0)
            grid.addWidget(self._fact[key], row, 1, Qt.AlignmentFlag.AlignRight)


def _text_box(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setProperty("mono", True)
    made.setAccessibleName(name)
    made.setMinimumHeight(56)
    # What room is left, so that it takes none from the words above.
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    return made
