"""The Label page: one row at a time, the next one at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from gui.navigation import LabelFrom, NamedRows, Page
from gui.pages.label.end_view import EndView
from gui.pages.label.key_help import key_help
from gui.pages.label.queue_bar import QueueBar
from gui.pages.label.queue_walk import QueueWalk
from gui.pages.label.row_deeds import RowDeeds
from gui.pages.label.row_dialogs import RowDialogs
from gui.pages.label.schema_change import SchemaChange
from gui.pages.label.shot_making import ShotMaking
from gui.pages.label.suggestion_menu import SuggestionMenu
from gui.pages.label.suggestion_view import SuggestionView
from gui.pages.label.surface import LabelSurface
from gui.pages.label.work_view import WorkView
from gui.widgets.buttons import button, icon_button
from gui.widgets.history_buttons import HistoryButtons
from gui.widgets.label_editor.check_again import CheckAgain
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter
from services.labeling.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from gui.widgets.keys import KeyHelp
    from services.domain.example import Example
    from services.history.use_cases import Redone


class LabelPage(PageWidget):
    """Walks along a queue; each answer is on disk before the next row shows."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Label"))
        self._project = context.project
        self._labeling = context.project.labeling
        self._history = context.project.history
        self._task = self._labeling.task()
        self.walk = QueueWalk(context.background, self._labeling, self)
        self.surface = LabelSurface(self)
        self._build()
        self._connect()
        self._show_task()
        self._show_place()

    @property
    def busy(self) -> bool:
        """A queue is being made."""
        return self.walk.busy

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
                self.walk.take(Queue.IN_ORDER, ExampleFilter(), query)
            case LabelFrom():
                self.walk.take(Queue.IN_ORDER, query.wanted, query.example_id)
            case ExampleFilter():
                self.walk.take(Queue.IN_ORDER, query)
            case NamedRows():
                self.walk.take(Queue.IN_ORDER, query.wanted)
            case _ if self.walk.stale or self.walk.example is None:
                self.walk.take(self.queue_bar.queue, self.queue_bar.wanted)
            case _:
                self.walk.arrive()

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
        self.deeds = RowDeeds(self._labeling, self.walk, self.work, self.suggestions, self)
        self.dialogs = RowDialogs(self.context, self.walk, self)
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
        self.surface.label_pressed.connect(self.answer_card.press)
        self.surface.typed.connect(self.answer_card.type_into_filter)
        self.surface.skip_pressed.connect(self.deeds.skip)
        self.surface.back_pressed.connect(lambda: self.walk.step(-1))
        self.surface.accept_pressed.connect(self.deeds.accept)
        self.answer_card.record.schema_asked.connect(self.schema_change.ask)
        self.answer_card.answered.connect(self.deeds.answer)
        self.work.dispute_card.taken.connect(self.deeds.settle)
        self.answer_card.refused.connect(self.show_error)
        self.answer_card.suggestion.taken.connect(self.deeds.accept)
        self.suggestions.suggesting.changed.connect(self._say_what_enter_does)
        self.suggestions.suggesting.failed.connect(self._tell)
        self.suggestion_menu.asked.connect(self._suggest)
        self.queue_bar.chosen.connect(self._choose_queue)
        self.travelling.travelled.connect(self._arrive)
        self.travelling.failed.connect(self._tell)
        self.flag_button.clicked.connect(self.deeds.flag)
        self.keys_button.clicked.connect(self.dialogs.show_keys)
        self.labels_button.clicked.connect(self.dialogs.show_labels)
        self.skip_button.clicked.connect(self.deeds.skip)
        self.guidelines.saved.connect(self._save_guidelines)
        self.note_card.written.connect(self._write_note)
        self.note_card.left.connect(self._focus)
        self.note_card.asked_for_answers.connect(self.dialogs.show_answers)
        self.end.left.connect(self._leave)
        self.deeds.done.connect(self._go_on)
        self.deeds.flagged.connect(self.walk.arrive)
        self.deeds.refused.connect(self.show_error)
        self.deeds.left.connect(self._focus)
        self.walk.began.connect(self._show_queue)
        self.walk.taken.connect(self._show_queue)
        self.walk.arrived.connect(self._show_current)
        self.walk.failed.connect(self._tell)
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
            ("Ctrl+Right", lambda: self.walk.step(1)),
            ("Ctrl+Left", lambda: self.walk.step(-1)),
            ("Ctrl+D", self.deeds.flag),
            ("Ctrl+Shift+D", self.deeds.ask_flag_reason),
            ("Ctrl+K", self.deeds.ask_skip_reason),
            ("Ctrl+Shift+K", self.dialogs.show_keys),
            ("Ctrl+Shift+L", self.labels_button.click),
            ("Ctrl+E", self._suggest),
            ("Ctrl+Shift+A", lambda: self.shot_making.make(self.walk.example)),
            ("Ctrl+M", self.note_card.field.setFocus),
            ("Ctrl+H", self.dialogs.show_answers),
            ("Ctrl+Return", self.answer_card.submit),
            ("Ctrl+G", self.guidelines.turn),
            *(
                (f"Alt+{place}", partial(self.work.dispute_card.take, place - 1))
                for place in range(1, 10)
            ),
        )

    # what the user does

    @Slot()
    def _suggest(self) -> None:
        self._show_last(None)
        self.suggestions.ask()
        self._say_what_enter_does()

    @Slot()
    def _choose_queue(self) -> None:
        self.walk.take(self.queue_bar.queue, self.queue_bar.wanted)

    @Slot(str)
    def _save_guidelines(self, text: str) -> None:
        if self._tried(lambda: self._labeling.set_guidelines(text)):
            self.checking.offer(self.tr("The guidelines have changed."), ExampleFilter())
        self._focus()

    @Slot(str, str)
    def _write_note(self, example_id: str, text: str) -> None:
        self._tried(lambda: self._project.notes.write(example_id, text))

    @Slot()
    def _leave(self) -> None:
        self.context.navigation.go(Page.PROMPT if self._has_rows() else Page.DATA)

    # what follows from it

    @Slot(object)
    def _go_on(self, answered: Example | None) -> None:
        self.walk.step(1)
        self._show_last(self._history.undo_title)
        if answered is not None:
            self._compare(answered)

    def _compare(self, example: Example) -> None:
        suggested = self.suggestions.words_after(example)
        if suggested:
            beside = self.tr("{answer}; suggested: {other}")
            self._show_last(beside.format(answer=self._last.text(), other=suggested))

    @Slot(object)
    def _arrive(self, redone: Redone | None) -> None:
        """Show the row on which something was undone or done again."""
        if redone is None or self.walk.session is None:
            return
        if redone.example_id is None:
            self.walk.arrive()
        elif not self.walk.go_to(redone.example_id):
            return
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

    @Slot()
    def _show_queue(self) -> None:
        size = None if self.walk.busy else self.walk.size
        self.queue_bar.show_queue(self.walk.queue, self.walk.wanted, size)
        self.deeds.settling = self.queue_bar.settling
        if self.walk.busy and self.walk.example is None:
            self.end.say_looking()

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.TASK):
            self._task = self._labeling.task()
            self._show_task()
            self.suggestions.suggesting.forget()
        self.walk.note(changes)
        if self.walk.stale and self.walk.example is None and self.isVisible():
            self.opened(None)
        if changes.concern(Kind.ANSWERS, Kind.TASK) and self._concerns_current(changes):
            self.walk.read()
            self._show_row()

    def _concerns_current(self, changes: Changes) -> bool:
        current = self.walk.example
        return current is not None and (changes.ids is None or current.id in changes.ids)

    def _has_rows(self) -> bool:
        return bool(self.walk.size or self._project.datasets.counts(ExampleFilter()).total)

    # what shows

    def _show_task(self) -> None:
        self.guidelines.show_text(self._task.guidelines)
        keys = self._project.label_keys.all()
        self.answer_card.show_task(self._task, keys)
        self.keys_button.setVisible(bool(keys))
        self.labels_button.setVisible(self._task.kind.has_labels)
        self.surface.filtering = self.answer_card.filtering
        self.surface.watch(self.answer_card.surfaces())

    @Slot()
    def _show_current(self) -> None:
        self._show_row()
        if self.walk.example is not None and not self.guidelines.editing:
            self._focus()

    def _show_row(self) -> None:
        session, example = self.walk.session, self.walk.example
        if session is None:
            return
        self._show_place()
        self.suggestions.show_row(example, session)
        self._say_what_enter_does()
        if example is None:
            self._show_end()
            return
        self._stack.setCurrentWidget(self.work)
        self._show_example(example)

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
    def _say_what_enter_does(self) -> None:
        self.surface.accepting = self.suggestions.in_sight is not None

    @Slot()
    def _focus(self) -> None:
        self.answer_card.take_focus(self.text_card.text)

    def _show_place(self) -> None:
        size, position = self.walk.size, self.walk.position
        place = self.tr("{done} of {all}").format(
            done=f"{min(position + 1, size):,}", all=f"{size:,}"
        )
        self.set_subtitle(place if size > position else "")
        self.travelling.show_titles()
        for part in (self.flag_button, self.skip_button):
            part.setEnabled(self.walk.example is not None)

    def _show_last(self, title: str | None) -> None:
        self._last.setVisible(title is not None)
        self._last.setText(title or "")

    def _show_end(self) -> None:
        self._stack.setCurrentWidget(self.end)
        if self.walk.session is not None and not self.walk.size and self.queue_bar.filtered:
            self.end.say_no_match()
        elif self._has_rows():
            self.end.say_done()
        else:
            self.end.say_nothing()
