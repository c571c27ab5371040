"""The Label page: one row at a time, the next one at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from gui.latest import Latest
from gui.navigation import LabelFrom, NamedRows, Page
from gui.pages.label.answers_dialog import AnswersDialog
from gui.pages.label.end_view import EndView
from gui.pages.label.key_help import key_help
from gui.pages.label.keys_dialog import LabelKeysDialog
from gui.pages.label.queue_bar import QueueBar
from gui.pages.label.schema_change import SchemaChange
from gui.pages.label.shot_making import ShotMaking
from gui.pages.label.suggestion_menu import SuggestionMenu
from gui.pages.label.suggestion_view import SuggestionView
from gui.pages.label.surface import LabelSurface
from gui.pages.label.work_view import WorkView
from gui.widgets.buttons import button, icon_button
from gui.widgets.history_buttons import HistoryButtons
from gui.widgets.label_editor.check_again import CheckAgain
from gui.widgets.label_editor.dialog import LabelsDialog
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter
from services.labeling.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from gui.widgets.keys import KeyHelp
    from services.domain.example import Example, Value
    from services.history.use_cases import Redone
    from services.labeling.session import Session
    from services.labeling.settling import Opinion


class LabelPage(PageWidget):
    """Walks along a queue; each answer is on disk before the next row shows."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Label"))
        self._project = context.project
        self._labeling = context.project.labeling
        self._history = context.project.history
        self._task = self._labeling.task()
        self._session: Session | None = None
        self._example: Example | None = None
        self._stale = True
        self._queueing = Latest(context.background, self, self.tr("Making the queue"), pause_ms=0)
        self._ahead = QTimer(self, singleShot=True, interval=0)
        self.surface = LabelSurface(self)
        self._build()
        self._connect()
        self._show_task()
        self._show_place()

    @property
    def busy(self) -> bool:
        """A queue is being made."""
        return self._queueing.busy

    @property
    def last_words(self) -> str:
        """What was done last, in words; empty when nothing was, or it was undone."""
        return "" if self._last.isHidden() else self._last.text()

    def opened(self, query: object | None) -> None:
        """Show an example (its id), the rows of a filter in order, or go on with the queue."""
        if query is not None:
            self.queue_bar.name_filter(query.name if isinstance(query, NamedRows) else "")
        match query:
            case str():
                self._take_queue(Queue.IN_ORDER, ExampleFilter(), query)
            case LabelFrom():
                self._take_queue(Queue.IN_ORDER, query.wanted, query.example_id)
            case ExampleFilter():
                self._take_queue(Queue.IN_ORDER, query)
            case NamedRows():
                self._take_queue(Queue.IN_ORDER, query.wanted)
            case _ if self._stale or self._example is None:
                self._take_queue(self.queue_bar.queue, self.queue_bar.wanted)
            case _:
                self._show_current()

    def keys(self) -> tuple[KeyHelp, ...]:
        """The keys of the page, for F1."""
        return key_help()

    # building

    def _build(self) -> None:
        theme = self.context.theme
        self.work = WorkView(theme, self._task)
        self.text_card, self.answer_card = self.work.text_card, self.work.answer_card
        self._last = self.answer_card.said
        self.guidelines, self.reason_bar = self.work.guidelines, self.work.reason_bar
        self.note_card = self.work.note_card
        self.suggestions = SuggestionView(self.context, self.answer_card.suggestion, self)
        self.schema_change = SchemaChange(self.context, self)
        self.shot_making = ShotMaking(self.context, self)
        self.end = EndView(theme)
        self._build_actions()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.work)
        self._stack.addWidget(self.end)
        self._stack.setCurrentWidget(self.end)
        self.body.addWidget(self._stack)

    def _build_actions(self) -> None:
        theme = self.context.theme
        self.queue_bar = QueueBar(theme, has_labels=self._task.kind.has_labels)
        self.suggestion_menu = SuggestionMenu(self.context, self.suggestions.suggesting, self)
        self.travelling = HistoryButtons(self.context)
        self.checking = CheckAgain(self.context, self.notify, self)
        self.flag_button = icon_button(theme, "flag", self.tr("Flag (Ctrl+D)"))
        self.keys_button = icon_button(theme, "keyboard", self.tr("Keys of the labels"))
        self.skip_button = button(theme, self.tr("Skip"), "skip-forward")
        self.labels_button = icon_button(theme, "tags", self.tr("Labels (Ctrl+Shift+L)"))
        self.answer_card.add_action(self.labels_button)
        self.answer_card.add_action(self.keys_button)
        for part in (
            self.queue_bar,
            self.travelling,
            self.flag_button,
            self.suggestion_menu.on_button(),
            self.skip_button,
        ):
            self.add_action(part)

    def _connect(self) -> None:
        self.surface.watch((self, self.text_card.text, *self.answer_card.surfaces()))
        self.answer_card.follow(self.text_card.text)
        self.surface.label_pressed.connect(self._press)
        self.surface.typed.connect(self.answer_card.type_into_filter)
        self.surface.skip_pressed.connect(self._skip)
        self.surface.back_pressed.connect(lambda: self._step(-1))
        self.surface.accept_pressed.connect(self._accept)
        self.answer_card.record.schema_asked.connect(self.schema_change.ask)
        self.answer_card.answered.connect(self._answer)
        self.work.dispute_card.taken.connect(self._settle)
        self.answer_card.refused.connect(self.show_error)
        self.answer_card.suggestion.taken.connect(self._accept)
        self.suggestions.suggesting.changed.connect(self._say_what_enter_does)
        self.suggestions.suggesting.failed.connect(self._tell)
        self.suggestion_menu.asked.connect(self._suggest)
        self.queue_bar.chosen.connect(self._choose_queue)
        self.travelling.travelled.connect(self._arrive)
        self.travelling.failed.connect(self._tell)
        self.flag_button.clicked.connect(self._flag)
        self.keys_button.clicked.connect(self._change_keys)
        self.labels_button.clicked.connect(self._edit_labels)
        self.skip_button.clicked.connect(self._skip)
        self.guidelines.saved.connect(self._save_guidelines)
        self.note_card.written.connect(self._write_note)
        self.note_card.left.connect(self._focus)
        self.note_card.asked_for_answers.connect(self._show_answers)
        self.end.left.connect(self._leave)
        self._ahead.timeout.connect(self._look_ahead)
        self.context.events.changed.connect(self._on_changes)
        for keys, slot in self._shortcuts():
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(slot)

    def _shortcuts(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (
            ("Ctrl+Z", self.travelling.undo),
            ("Ctrl+Shift+Z", self.travelling.redo),
            ("Ctrl+Y", self.travelling.redo),
            ("Ctrl+Right", lambda: self._step(1)),
            ("Ctrl+Left", lambda: self._step(-1)),
            ("Ctrl+D", self._flag),
            ("Ctrl+Shift+D", self._ask_flag_reason),
            ("Ctrl+K", self._ask_skip_reason),
            ("Ctrl+Shift+K", self._change_keys),
            ("Ctrl+Shift+L", self.labels_button.click),
            ("Ctrl+E", self._suggest),
            ("Ctrl+Shift+A", lambda: self.shot_making.make(self._example)),
            ("Ctrl+M", self.note_card.field.setFocus),
            ("Ctrl+H", self._show_answers),
            ("Ctrl+Return", self.answer_card.submit),
            ("Ctrl+G", self.guidelines.turn),
            *(
                (f"Alt+{place}", partial(self.work.dispute_card.take, place - 1))
                for place in range(1, 10)
            ),
        )

    # what the user does

    @Slot(str)
    def _press(self, key: str) -> None:
        self.answer_card.press(key)

    @Slot(object)
    def _answer(self, value: Value) -> None:
        example = self._example
        if example is None:
            return
        source, evidence = self.suggestions.source_of(value), self.answer_card.evidence
        if self.queue_bar.settling:
            self._do(lambda: self._labeling.correct(example.id, value, evidence))
            return

        def answer() -> None:
            self._labeling.answer(example.id, value, source=source, evidence=evidence)
            self.suggestions.suggesting.count_answer()

        if self._do(answer):
            self._compare(example)

    @Slot(object)
    def _settle(self, opinion: Opinion) -> None:
        example = self._example
        if example is not None:
            evidence = opinion.evidence
            self._do(lambda: self._labeling.correct(example.id, opinion.value, evidence))

    @Slot()
    def _accept(self) -> None:
        suggestion = self.suggestions.in_sight
        if suggestion is None:
            return
        if isinstance(suggestion.value, dict):
            self.answer_card.suggest_record(suggestion.value)
        else:
            self._answer(suggestion.value)

    @Slot()
    def _suggest(self) -> None:
        self._show_last(None)
        self.suggestions.ask()
        self._say_what_enter_does()

    @Slot()
    def _skip(self, reason: str = "") -> None:
        example = self._example
        if example is not None:
            self._do(lambda: self._labeling.skip(example.id, reason or ""))

    @Slot()
    def _flag(self) -> None:
        if self._example is not None:
            self._set_flag(flagged=not self._example.flagged, reason="")

    def _ask_skip_reason(self) -> None:
        if self._example is not None:
            self.reason_bar.ask(self.tr("Why skip it?"), self._skip, self._focus)

    def _ask_flag_reason(self) -> None:
        if self._example is not None:
            self.reason_bar.ask(
                self.tr("Why flag it?"),
                lambda reason: self._set_flag(flagged=True, reason=reason),
                self._focus,
            )

    def _set_flag(self, *, flagged: bool, reason: str) -> None:
        example = self._example
        if example is not None and self._tried(
            lambda: self._labeling.flag(example.id, flagged, reason)
        ):
            self._show_current()

    def _step(self, by: int) -> None:
        if self._session is not None:
            self._session.step(by)
            self._show_current()

    @Slot()
    def _choose_queue(self) -> None:
        self._take_queue(self.queue_bar.queue, self.queue_bar.wanted)

    @Slot()
    def _change_keys(self) -> None:
        labels = self._task.labels
        keys = self._project.label_keys
        if keys.all():
            LabelKeysDialog(self.context.theme, labels, keys, self.window()).open()

    @Slot()
    def _edit_labels(self) -> None:
        LabelsDialog(self.context, self).open()

    @Slot(str)
    def _save_guidelines(self, text: str) -> None:
        if self._tried(lambda: self._labeling.set_guidelines(text)):
            self.checking.offer(self.tr("The guidelines have changed."), ExampleFilter())
        self._focus()

    @Slot(str, str)
    def _write_note(self, example_id: str, text: str) -> None:
        self._tried(lambda: self._project.notes.write(example_id, text))

    @Slot()
    def _show_answers(self) -> None:
        if self._example is not None:
            answers = self._labeling.answers_of(self._example.id)
            names = {label.id: label.name for label in self._task.labels}
            AnswersDialog(self.context.theme, answers, names, self.window()).open()

    @Slot()
    def _leave(self) -> None:
        self.context.navigation.go(Page.PROMPT if self._has_rows() else Page.DATA)

    # what follows from it

    def _do(self, deed: Callable[[], None]) -> bool:
        done = self._tried(deed)
        if done:
            self._step(1)
            self._show_last(self._history.undo_title)
        return done

    def _compare(self, example: Example) -> None:
        suggested = self.suggestions.words_after(example)
        if suggested:
            beside = self.tr("{answer}; suggested: {other}")
            self._show_last(beside.format(answer=self._last.text(), other=suggested))

    @Slot(object)
    def _arrive(self, redone: Redone | None) -> None:
        """Show the row on which something was undone or done again."""
        session = self._session
        if redone is None or session is None:
            return
        example_id = redone.example_id
        if example_id is None or self._tried(lambda: session.go_to(example_id)):
            self._show_current()
            self._last.hide()

    def _tried(self, deed: Callable[[], None]) -> bool:
        try:
            deed()
        except AppError as error:
            self.show_error(error)
            return False
        return True

    @Slot(object)
    def _tell(self, error: BaseException) -> None:
        self.context.errors.show(error, self)

    # the queue

    def _take_queue(self, queue: Queue, wanted: ExampleFilter, example_id: str = "") -> None:
        """Make a queue aside, and show its first row, or the example of this id."""
        self._stale = False
        self.queue_bar.show_queue(queue, wanted, None)
        if self._example is None:
            self.end.say_looking()

        def show(session: Session) -> None:
            if example_id and not self._tried(lambda: session.go_to(example_id)):
                return
            self._session = session
            self.queue_bar.show_queue(queue, wanted, session.size)
            self._show_current()

        def refuse(error: BaseException) -> None:
            self._tell(error)
            self._take_queue(Queue.UNLABELLED, wanted)

        self._queueing.ask(
            lambda context: self._labeling.session(queue, wanted, context), show, refuse
        )

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.TASK):
            self._task = self._labeling.task()
            self._show_task()
            self.suggestions.suggesting.forget()
        if self._session is not None:
            self._session.forget_ahead()
        if changes.concern(Kind.EXAMPLES, Kind.SPLITS):
            self._stale = True
            if self._example is None and self.isVisible():
                self.opened(None)
        if changes.concern(Kind.ANSWERS, Kind.TASK) and self._concerns_current(changes):
            self._show_current(focus=False)

    def _concerns_current(self, changes: Changes) -> bool:
        current = self._example
        return current is not None and (changes.ids is None or current.id in changes.ids)

    def _has_rows(self) -> bool:
        size = self._session.size if self._session else 0
        return bool(size or self._project.datasets.counts(ExampleFilter()).total)

    # what shows

    def _show_task(self) -> None:
        self.guidelines.show_text(self._task.guidelines)
        keys = self._project.label_keys.all()
        self.answer_card.show_task(self._task, keys)
        self.keys_button.setVisible(bool(keys))
        self.labels_button.setVisible(self._task.kind.has_labels)
        self.surface.filtering = self.answer_card.filtering
        self.surface.watch(self.answer_card.surfaces())

    def _show_current(self, *, focus: bool = True) -> None:
        session = self._session
        if session is None:
            return
        self._example = session.current()
        self._show_place()
        self.suggestions.show_row(self._example, session)
        self._say_what_enter_does()
        if self._example is None:
            self._show_end()
            return
        self._stack.setCurrentWidget(self.work)
        self._show_example(self._example)
        if focus and not self.guidelines.editing:
            self._focus()
        self._ahead.start()

    def _show_example(self, example: Example) -> None:
        self.text_card.show_example(example, self.tr("Example {n}").format(n=example.row))
        mark = self._labeling.mark(example.id)
        value = mark.answer if mark.answer is not None else example.gold
        self.answer_card.show_answer(value, example.id, mark.evidence)
        self.note_card.show_note(example.id, self._project.notes.of(example.id))
        settling = self.queue_bar.settling
        opinions = self._project.settling.opinions(example.id) if settling else ()
        self.work.dispute_card.show_opinions(opinions, self._task)

    @Slot()
    def _look_ahead(self) -> None:
        if self._session is not None:
            self._session.look_ahead()

    @Slot()
    def _say_what_enter_does(self) -> None:
        self.surface.accepting = self.suggestions.in_sight is not None

    @Slot()
    def _focus(self) -> None:
        self.answer_card.take_focus(self.text_card.text)

    def _show_place(self) -> None:
        session = self._session
        size, position = (session.size, session.position) if session else (0, 0)
        place = self.tr("{done} of {all}").format(
            done=f"{min(position + 1, size):,}", all=f"{size:,}"
        )
        self.set_subtitle(place if size > position else "")
        self.travelling.show_titles()
        for part in (self.flag_button, self.skip_button):
            part.setEnabled(self._example is not None)

    def _show_last(self, title: str | None) -> None:
        self._last.setVisible(title is not None)
        self._last.setText(title or "")

    def _show_end(self) -> None:
        self._stack.setCurrentWidget(self.end)
        if self._session is not None and not self._session.size and self.queue_bar.filtered:
            self.end.say_no_match()
        elif self._has_rows():
            self.end.say_done()
        else:
            self.end.say_nothing()
