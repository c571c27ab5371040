"""What is said of the row at hand: an answer, a skip, a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.pages.label.queue_walk import QueueWalk
    from gui.pages.label.suggestion_view import SuggestionView
    from gui.pages.label.work_view import WorkView
    from services.domain.example import Example, Value
    from services.labeling.settling import Opinion
    from services.labeling.use_cases import Labeling


class RowDeeds(QObject):
    """`done`: the row is finished, carrying the example if a person answered it; `flagged`: it
    stays at hand; `refused` carries the error; `left`: no reason is asked for any more."""

    done = Signal(object)
    flagged = Signal()
    refused = Signal(object)
    left = Signal()

    def __init__(
        self,
        labeling: Labeling,
        walk: QueueWalk,
        work: WorkView,
        suggestions: SuggestionView,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._labeling = labeling
        self._walk = walk
        self._answer_card, self._reason_bar = work.answer_card, work.reason_bar
        self._suggestions = suggestions
        self.settling = False
        """Authors disagree on the rows: an answer settles it for all."""

    @Slot(object)
    def answer(self, value: Value) -> None:
        example = self._walk.example
        if example is None:
            return
        source, evidence = self._suggestions.source_of(value), self._answer_card.evidence
        if self.settling:
            self._finish(lambda: self._labeling.correct(example.id, value, evidence))
            return

        def answer() -> None:
            self._labeling.answer(example.id, value, source=source, evidence=evidence)
            self._suggestions.suggesting.count_answer()

        self._finish(answer, example)

    @Slot(object)
    def settle(self, opinion: Opinion) -> None:
        """Take one of the answers on which authors disagree."""
        example = self._walk.example
        if example is not None:
            evidence = opinion.evidence
            self._finish(lambda: self._labeling.correct(example.id, opinion.value, evidence))

    @Slot()
    def accept(self) -> None:
        """Take the suggestion in sight; one for a record fills the form."""
        suggestion = self._suggestions.in_sight
        if suggestion is None:
            return
        if isinstance(suggestion.value, dict):
            self._answer_card.suggest_record(suggestion.value)
        else:
            self.answer(suggestion.value)

    @Slot()
    def skip(self, reason: str = "") -> None:
        example = self._walk.example
        if example is not None:
            self._finish(lambda: self._labeling.skip(example.id, reason or ""))

    @Slot()
    def flag(self) -> None:
        """Flag the row, or take its flag away."""
        if self._walk.example is not None:
            self._set_flag(flagged=not self._walk.example.flagged, reason="")

    def ask_skip_reason(self) -> None:
        if self._walk.example is not None:
            self._reason_bar.ask(self.tr("Why skip it?"), self.skip, self.left.emit)

    def ask_flag_reason(self) -> None:
        if self._walk.example is not None:
            self._reason_bar.ask(
                self.tr("Why flag it?"),
                lambda reason: self._set_flag(flagged=True, reason=reason),
                self.left.emit,
            )

    def _set_flag(self, *, flagged: bool, reason: str) -> None:
        example = self._walk.example
        if example is not None and self._tried(
            lambda: self._labeling.flag(example.id, flagged, reason)
        ):
            self.flagged.emit()

    def _finish(self, deed: Callable[[], None], answered: Example | None = None) -> None:
        if self._tried(deed):
            self.done.emit(answered)

    def _tried(self, deed: Callable[[], None]) -> bool:
        try:
            deed()
        except AppError as error:
            self.refused.emit(error)
            return False
        return True
