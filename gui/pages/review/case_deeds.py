"""What is said of the row at hand: whose mistake it is, and what follows from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.pages.review.blind import gold_first
from services.domain.errors import AppError
from services.domain.prediction import Verdict
from services.domain.values import same_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.pages.review.session import Session
    from gui.pages.review.verdict_card import VerdictCard
    from services.app import Workspace
    from services.domain.example import Example, Value


class CaseDeeds(QObject):
    """`judged`: there is a verdict, the next row can come; `marked`: there is one, and the row
    stays; `shown` carries the prompt that shows the row now; `refused` carries an error."""

    judged = Signal()
    marked = Signal()
    shown = Signal(object)
    refused = Signal(object)

    def __init__(self, workspace: Workspace, verdict: VerdictCard, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._card = verdict
        self.session: Session | None = None
        verdict.first.clicked.connect(self.first)
        verdict.second.clicked.connect(self.second)
        verdict.ambiguous.clicked.connect(self.ask_reason)
        verdict.neither.clicked.connect(self.ask_gold)
        verdict.add_shot.clicked.connect(self.add_shot)
        verdict.corrected.connect(self.correct)
        verdict.found_ambiguous.connect(self.flag)
        verdict.refused.connect(self.refused)

    @Slot()
    def first(self) -> None:
        """The model is wrong; of a right row: both are right; blind: the first answer is."""
        session = self.session
        if session is None:
            return
        if session.wanted.blind:
            self._choose(session, gold=gold_first(session.example_id))
        else:
            self._say(self._verdict_on_model(session))

    @Slot()
    def second(self) -> None:
        """The gold answer is wrong; blind: the second answer is right."""
        session = self.session
        if session is not None and session.wanted.blind:
            self._choose(session, gold=not gold_first(session.example_id))
        else:
            self.ask_gold()

    @Slot()
    def ask_gold(self) -> None:
        """Ask for the right answer."""
        session, example = self.session, self.example()
        if session is None or example is None:
            return
        keys = self._workspace.label_keys.all()
        predicted = session.current.row.predicted
        self._card.ask_gold(
            self._workspace.task, keys, example.gold, predicted, blind=session.wanted.blind
        )

    @Slot()
    def ask_reason(self) -> None:
        """Ask why the row is ambiguous."""
        example = self.example()
        if example is not None:
            self._card.ask_reason(example.flag_reason)

    @Slot(object)
    def correct(self, value: Value) -> None:
        """Fix the gold answer."""
        session = self.session
        if session is not None:
            self._finish(lambda: self._workspace.review.correct(session.current, value))

    @Slot(str)
    def flag(self, reason: str) -> None:
        """Flag the row as ambiguous."""
        session = self.session
        if session is not None:
            self._finish(lambda: self._workspace.review.flag(session.current, reason))

    def say_guideline_unclear(self) -> None:
        """The guideline does not say what is right; the row stays, so that it can be written."""
        session = self.session
        if session is not None:
            verdict = Verdict.GUIDELINE_UNCLEAR
            if self._tried(lambda: self._workspace.review.say(session.current, verdict)):
                self.marked.emit()

    @Slot()
    def add_shot(self) -> None:
        """Show the row in the newest version of the run's prompt: only training rows may be."""
        session, prompts = self.session, self._workspace.prompts
        if session is None:
            return

        def add() -> None:
            run = session.current.run
            newest = next(iter(prompts.versions(run.prompt_id)), None)
            prompt = newest or prompts.version(run.prompt_id, run.prompt_version)
            self.shown.emit(prompts.add_shot(prompt, session.example_id))

        self._tried(add)

    def example(self) -> Example | None:
        """The row at hand as it stands now; says so where it was deleted."""
        found = self.found()
        if self.session is not None and found is None:
            self.refused.emit(
                AppError(
                    self.tr("This row is not in the project any more."),
                    self.tr("Go on to the next one."),
                )
            )
        return found

    def found(self) -> Example | None:
        """The row at hand as it stands now; None where it was deleted."""
        if self.session is None:
            return None
        try:
            return self._workspace.datasets.example(self.session.example_id)
        except AppError:
            return None

    def _choose(self, session: Session, *, gold: bool) -> None:
        verdict = self._verdict_on_model(session)
        predicted = session.current.row.predicted
        if gold or verdict is Verdict.RIGHT or predicted is None:
            self._say(verdict)
        else:
            self.correct(predicted)

    def _verdict_on_model(self, session: Session) -> Verdict:
        example, row = self.found(), session.current.row
        gold = example.gold if example else row.gold
        same = same_value(gold, row.predicted, self._workspace.task.schema)
        return Verdict.RIGHT if same else Verdict.MODEL_WRONG

    def _say(self, verdict: Verdict) -> None:
        session = self.session
        if session is not None:
            self._finish(lambda: self._workspace.review.say(session.current, verdict))

    def _finish(self, deed: Callable[[], None]) -> None:
        if self._tried(deed):
            self.judged.emit()

    def _tried(self, deed: Callable[[], None]) -> bool:
        try:
            deed()
        except AppError as error:
            self.refused.emit(error)
            return False
        return True
