"""Shows a suggestion when it is asked for, and knows whether an answer accepts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.pages.label.suggesting import Suggesting
from gui.pages.label.suggestion_words import suggestion_words
from services.domain.example import Source
from services.domain.values import same_value
from services.settings import SuggestionTime

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.pages.label.suggestion_line import SuggestionLine
    from services.domain.example import Example, Value
    from services.labeling.session import Session
    from services.labeling.suggestions import Suggestion


class SuggestionView(QObject):
    """Hidden for each new row, so that it does not bias, until the user asks."""

    def __init__(self, context: PageContext, line: SuggestionLine, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._line = line
        self._session: Session | None = None
        self._example: Example | None = None
        self._asked = False
        self.suggesting = Suggesting(context, self)
        self.suggesting.changed.connect(self._show)

    @property
    def in_sight(self) -> Suggestion | None:
        """What the user sees suggested for the row at hand."""
        if not self._asked or self._example is None:
            return None
        return self.suggesting.of(self._example)

    def show_row(self, example: Example | None, session: Session) -> None:
        """Another row, or the same one again, is at hand."""
        if example is None or self._example is None or example.id != self._example.id:
            self._asked = False
        self._example, self._session = example, session
        self._show()
        if self._after_answer:
            self.suggesting.want(session)
        else:
            self.suggesting.prepare(session)

    @Slot()
    def ask(self) -> None:
        """Show what is suggested for the row at hand, as soon as it is known."""
        if self._example is None or self._session is None:
            return
        self._asked = True
        self._show()
        self.suggesting.want(self._session)

    def source_of(self, value: Value) -> Source:
        """How an answer comes to be: what equals a suggestion in sight accepts it."""
        seen = self.in_sight
        schema = self._context.project.task.schema
        accepted = seen is not None and same_value(seen.value, value, schema)
        return Source.SUGGESTED if accepted else Source.LABELLED

    def words_after(self, example: Example) -> str:
        """What was suggested for a row that is answered now; empty unless the user compares."""
        suggestion = self.suggesting.of(example) if self._after_answer else None
        if suggestion is None:
            return ""
        return suggestion_words(suggestion, self._context.project.task)

    @property
    def _after_answer(self) -> bool:
        return self._context.settings.value.suggestions is SuggestionTime.AFTER_ANSWER

    @property
    def _nothing(self) -> str:
        if self.suggesting.run is None:
            return self.tr("Nothing to suggest yet: too little is labelled")
        return self.tr("The run has no answer to this row")

    @Slot()
    def _show(self) -> None:
        example = self._example
        if not self._asked or example is None:
            self._line.hide()
        elif (suggestion := self.suggesting.of(example)) is not None:
            self._line.show_suggestion(suggestion, self._context.project.task)
        elif not self.suggesting.possible:
            self._line.say(self.tr("Choose a run that suggests, at the light bulb"))
        elif self.suggesting.knows(example):
            self._line.say(self._nothing)
        elif self.suggesting.run is None:
            self._line.say(self.tr("Learning from your answers…"))
        else:
            self._line.say(self.tr("Looking…"))
