"""What the judge of a run said, held against human answers, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.empty_state import EmptyState
from gui.widgets.labels import label, set_role
from gui.widgets.numbers import NONE, counted
from gui.words import likelihood_name, likelihood_pill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.evaluation.judge_agreement import JudgeAgreement, WordCount
    from services.evaluation.judges import JudgeStanding


TABLE_WIDTH = 400


class JudgePane(QWidget):
    """The buttons are the owner's to connect: `first` where no judge was asked yet, `ask` after,
    which is the owner's to place, too."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[WordCount, ...] = ()
        self.verdict = label("", "h2", wrap=True)
        self.facts = label("", "mute", wrap=True)
        self.judged = label("", "small", wrap=True)
        self.own = label("", "small", wrap=True)
        self._model = LazyTableModel(_columns(), self._words_at, self)
        self.table = LazyTableView(self._model, theme, self.tr("The judge's words"))
        self.first = button(theme, self.tr("Ask a judge…"), "scale")
        self.ask = button(theme, self.tr("Ask a judge…"), "scale")
        self._stack = QStackedWidget()
        self._build(theme)

    def show_standing(self, standing: JudgeStanding | None, own: JudgeAgreement | None) -> None:
        """Show the judge of a run (None: there is none yet), and how far what the model says of
        its own answers agrees with human ones (None: it was not asked, or there are none)."""
        self._stack.setCurrentIndex(0 if standing is None and own is None else 1)
        agreement = standing.agreement if standing else own
        self._words = agreement.words[::-1] if agreement else ()
        self._model.set_ids(range(len(self._words)))
        self.table.setVisible(bool(self._words))
        own_words = self._own_words(own) if own else ""
        if standing is not None:
            self._show_verdict(agreement, self.tr("The judge tells right answers from wrong ones"))
            self.facts.setText(self._fact_words(standing))
            self.judged.setText(self._judged_words(standing))
        elif own is not None:
            self._show_verdict(own, self.tr("The model tells its right answers from wrong ones"))
            self.facts.setText(own_words)
            self.judged.setText(self.tr("No other model was asked to judge them."))
        self.own.setText(own_words)
        self.own.setVisible(standing is not None and own is not None)

    def _build(self, theme: Theme) -> None:
        self._stack.addWidget(
            EmptyState(
                theme,
                "scale",
                self.tr("No judge was asked"),
                self.tr(
                    "A judge is a model that reads each text with its answer and says in a word how"
                    " likely the answer is right. Its words are held against your answers before"
                    " you trust them."
                ),
                self.first,
            )
        )
        holder = QWidget()
        self.table.setFixedWidth(TABLE_WIDTH)
        words = QVBoxLayout()
        words.setSpacing(6)
        for part in (self.verdict, self.facts, self.own, self.judged):
            words.addWidget(part)
        words.addStretch()
        sides = QHBoxLayout(holder)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(18)
        sides.addWidget(self.table)
        sides.addLayout(words, 1)
        self._stack.addWidget(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _show_verdict(self, agreement: JudgeAgreement | None, good: str) -> None:
        if agreement is None:
            text, role = self.tr("Not held against human answers yet"), "warn"
        elif agreement.tells_apart is None:
            text, role = self.tr("Nothing to tell apart: all alike in word or in truth"), "warn"
        elif agreement.tells_apart:
            text, role = good, "h2"
        else:
            text, role = self.tr("With these rows, the words do not tell right from wrong"), "warn"
        self.verdict.setText(text)
        set_role(self.verdict, role)

    def _fact_words(self, standing: JudgeStanding) -> str:
        agreement = standing.agreement
        if agreement is None:
            return self.tr(
                "No row that this judge judged has a gold answer. Ask it about a run over"
                " validation rows first."
            )
        words = self._agreement_words(agreement)
        if standing.own_rows:
            return words
        elsewhere = self.tr(
            "Seen in other runs that the same judge judged, since this run has no gold answers."
        )
        return f"{words} {elsewhere}"

    def _own_words(self, own: JudgeAgreement) -> str:
        words = self.tr("What the model says of its own answers: {agreement}")
        return words.format(agreement=self._agreement_words(own))

    def _agreement_words(self, agreement: JudgeAgreement) -> str:
        return self.tr(
            "Of answers called likely or very likely, {right} of {rows} are right; of the others,"
            " {other} of {others}."
        ).format(
            right=f"{agreement.trusted.right:,}",
            rows=f"{agreement.trusted.rows:,}",
            other=f"{agreement.doubted.right:,}",
            others=f"{agreement.doubted.rows:,}",
        )

    def _judged_words(self, standing: JudgeStanding) -> str:
        words = counted(standing.answered, self.tr("{number} answer"), self.tr("{number} answers"))
        words = self.tr("{model} judged {judged} of {answers}.").format(
            model=standing.judge.model.name, judged=f"{standing.judged:,}", answers=words
        )
        if not standing.unread:
            return words
        unread = counted(
            standing.unread,
            self.tr("{number} reply was none of the five words."),
            self.tr("{number} replies were none of the five words."),
        )
        return f"{words} {unread}"

    def _words_at(self, numbers: Sequence[int]) -> list[WordCount]:
        return [self._words[number] for number in numbers]


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            tr("It says"),
            140,
            lambda each: likelihood_name(each.word),
            pill=lambda each: likelihood_pill(each.word),
        ),
        Column(
            tr("Answers"),
            76,
            lambda each: f"{each.rows:,}" if each.rows else NONE,
            right=True,
            hint=tr("Answers with a gold answer that were given this word."),
        ),
        Column(tr("Right"), 76, lambda each: f"{each.right:,}" if each.rows else NONE, right=True),
        Column(
            tr("Wrong"),
            76,
            lambda each: f"{each.rows - each.right:,}" if each.rows else NONE,
            right=True,
        ),
    )
