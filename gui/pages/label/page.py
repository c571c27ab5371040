"""The Label page: one row at a time, the next one at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.navigation import Page
from gui.pages.label.answer_card import AnswerCard
from gui.pages.label.guidelines_card import GuidelinesCard
from gui.pages.label.queues import queue_name
from gui.pages.label.reason_bar import ReasonBar
from gui.pages.label.surface import LabelSurface
from gui.pages.label.text_card import TextCard
from gui.pills import PillKind
from gui.widgets.buttons import button, icon_button
from gui.widgets.empty_state import EmptyState
from gui.widgets.keys import KeyHelp
from gui.widgets.labels import Pill
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter
from services.labeling.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from services.domain.example import Example, Value
    from services.history.use_cases import Redone

GUIDELINES_WIDTH = 300


class LabelPage(PageWidget):
    """Walks along a queue; each answer is on disk before the next row shows."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Label"))
        self._labeling = context.project.labeling
        self._history = context.project.history
        self._task = self._labeling.task()
        self._wanted = ExampleFilter()
        self._session = self._labeling.session(Queue.UNLABELLED)
        self._example: Example | None = None
        self._stale = False
        self.surface = LabelSurface(self)
        self._build()
        self._connect()
        self._show_task()
        self._show_current()

    def opened(self, query: object | None) -> None:
        """Show an example (its id), the rows of a filter in order, or go on with the queue."""
        match query:
            case str():
                self._take_queue(Queue.IN_ORDER, ExampleFilter())
                self._session.go_to(query)
            case ExampleFilter():
                self._take_queue(Queue.IN_ORDER, query)
            case _ if self._stale or self._session.current() is None:
                self._take_queue(self.queue_choice.currentData(), self._wanted)
            case _:
                pass
        self._show_current()

    def keys(self) -> tuple[KeyHelp, ...]:
        """The keys of the page, for F1."""
        return (
            KeyHelp("1 … 9, A … Z", self.tr("Answer with the label of that key")),
            KeyHelp(self.tr("Space"), self.tr("Skip")),
            KeyHelp("Ctrl+K", self.tr("Skip with a reason")),
            KeyHelp(self.tr("Backspace"), self.tr("Back to the row before")),
            KeyHelp("Ctrl+Right, Ctrl+Left", self.tr("Next or previous row, without an answer")),
            KeyHelp("Ctrl+Z, Ctrl+Shift+Z", self.tr("Undo or do again, also on other rows")),
            KeyHelp("Ctrl+D", self.tr("Flag, or take the flag away")),
            KeyHelp("Ctrl+Shift+D", self.tr("Flag with a reason")),
            KeyHelp("Ctrl+Return", self.tr("Save the record of an extraction")),
            KeyHelp("Ctrl+G", self.tr("Edit the guidelines, or save them")),
        )

    # building

    def _build(self) -> None:
        theme = self.context.theme
        self.text_card = TextCard()
        self.answer_card = AnswerCard(theme, self._task)
        self.guidelines = GuidelinesCard(theme)
        self.reason_bar = ReasonBar()
        self._last = Pill("", PillKind.OK)
        self._build_actions()
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.text_card, 3)
        left.addWidget(self.reason_bar)
        left.addWidget(self.answer_card, self.answer_card.share)
        self.guidelines.setFixedWidth(GUIDELINES_WIDTH)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addLayout(left, 1)
        row.addWidget(self.guidelines)
        work = QWidget()
        work.setLayout(row)
        self._stack = QStackedWidget()
        self._stack.addWidget(work)
        self._stack.addWidget(self._build_end())
        self.body.addWidget(self._stack)

    def _build_actions(self) -> None:
        theme = self.context.theme
        self.queue_choice = QComboBox()
        self.queue_choice.setAccessibleName(self.tr("Queue"))
        for queue in Queue:
            self.queue_choice.addItem(queue_name(queue), queue)
        self.undo_button = icon_button(theme, "undo-2", self.tr("Undo"))
        self.redo_button = icon_button(theme, "redo-2", self.tr("Do again"))
        self.flag_button = icon_button(theme, "flag", self.tr("Flag (Ctrl+D)"))
        self.skip_button = button(theme, self.tr("Skip"), "skip-forward")
        self._last.hide()
        for part in (
            self._last,
            self.queue_choice,
            self.undo_button,
            self.redo_button,
            self.flag_button,
            self.skip_button,
        ):
            self.add_action(part)

    def _build_end(self) -> EmptyState:
        self.next_button = button(
            self.context.theme, self.tr("Go on to the prompt"), "message-square-text", "primary"
        )
        self.next_button.clicked.connect(self._leave)
        self._end = EmptyState(self.context.theme, "circle-check", "", "", self.next_button)
        return self._end

    def _connect(self) -> None:
        self.surface.watch((self, self.text_card.text, *self.answer_card.surfaces()))
        self.surface.filtering = self.answer_card.filtering
        self.surface.label_pressed.connect(self._press)
        self.surface.typed.connect(self.answer_card.type_into_filter)
        self.surface.skip_pressed.connect(self._skip)
        self.surface.back_pressed.connect(lambda: self._step(-1))
        self.answer_card.answered.connect(self._answer)
        self.answer_card.refused.connect(self.show_error)
        self.queue_choice.activated.connect(self._choose_queue)
        self.undo_button.clicked.connect(self._undo)
        self.redo_button.clicked.connect(self._redo)
        self.flag_button.clicked.connect(self._flag)
        self.skip_button.clicked.connect(self._skip)
        self.guidelines.saved.connect(self._save_guidelines)
        self.context.events.changed.connect(self._on_changes)
        for keys, slot in self._shortcuts():
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(slot)

    def _shortcuts(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (
            ("Ctrl+Z", self._undo),
            ("Ctrl+Shift+Z", self._redo),
            ("Ctrl+Y", self._redo),
            ("Ctrl+Right", lambda: self._step(1)),
            ("Ctrl+Left", lambda: self._step(-1)),
            ("Ctrl+D", self._flag),
            ("Ctrl+Shift+D", self._ask_flag_reason),
            ("Ctrl+K", self._ask_skip_reason),
            ("Ctrl+Return", self.answer_card.submit),
            ("Ctrl+G", self.guidelines.turn),
        )

    # what the user does

    @Slot(int)
    def _press(self, position: int) -> None:
        self.answer_card.press(position, self.text_card.marked_words)

    @Slot(object)
    def _answer(self, value: Value) -> None:
        example = self._example
        if example is None:
            return
        self._do(lambda: self._labeling.answer(example.id, value))

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

    @Slot()
    def _undo(self) -> None:
        self._travel(self._history.undo)

    @Slot()
    def _redo(self) -> None:
        self._travel(self._history.redo)

    def _step(self, by: int) -> None:
        self._session.step(by)
        self._show_current()

    @Slot()
    def _choose_queue(self) -> None:
        self._take_queue(self.queue_choice.currentData(), ExampleFilter())
        self._show_current()

    @Slot(str)
    def _save_guidelines(self, text: str) -> None:
        self._tried(lambda: self._labeling.set_guidelines(text))
        self._focus()

    @Slot()
    def _leave(self) -> None:
        has_rows = bool(self._labeling.queue(Queue.IN_ORDER))
        self.context.navigation.go(Page.PROMPT if has_rows else Page.DATA)

    # what follows from it

    def _do(self, deed: Callable[[], None]) -> None:
        if self._tried(deed):
            self._session.step(1)
            self._show_current()
            self._show_last(self._history.undo_title)

    def _travel(self, way: Callable[[], Redone | None]) -> None:
        found: list[Redone | None] = []
        if self._tried(lambda: found.append(way())) and found[0] is not None:
            self._session.go_to(found[0].example_id)
            self._show_current()
            self._last.hide()

    def _tried(self, deed: Callable[[], None]) -> bool:
        try:
            deed()
        except AppError as error:
            self.show_error(error)
            return False
        return True

    def _take_queue(self, queue: Queue, wanted: ExampleFilter) -> None:
        self._wanted = wanted
        self._stale = False
        self.queue_choice.setCurrentIndex(self.queue_choice.findData(queue))
        self._session = self._labeling.session(queue, wanted)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.TASK):
            self._task = self._labeling.task()
            self._show_task()
        if changes.concern(Kind.EXAMPLES, Kind.SPLITS):
            self._stale = True
            if self._example is None:
                self.opened(None)
        if changes.concern(Kind.ANSWERS, Kind.TASK) and self._concerns_current(changes):
            self._show_current()

    def _concerns_current(self, changes: Changes) -> bool:
        current = self._example
        return current is not None and (changes.ids is None or current.id in changes.ids)

    def _show_task(self) -> None:
        self.guidelines.show_text(self._task.guidelines)
        self.answer_card.show_task(self._task)
        self.surface.filtering = self.answer_card.filtering
        self.surface.watch(self.answer_card.surfaces())

    def _show_current(self) -> None:
        self._example = self._session.current()
        self._show_place()
        if self._example is None:
            self._show_end()
            return
        self._stack.setCurrentIndex(0)
        self.text_card.show_example(
            self._example, self.tr("Example {n}").format(n=self._example.row)
        )
        mark = self._labeling.mark(self._example.id)
        self.answer_card.show_answer(mark.answer if mark.answer is not None else self._example.gold)
        if not self.guidelines.editing:
            self._focus()

    def _focus(self) -> None:
        self.answer_card.take_focus(self.text_card.text)

    def _show_place(self) -> None:
        left = self._session.size - self._session.position
        place = self.tr("{done} of {all}").format(
            done=f"{min(self._session.position + 1, self._session.size):,}",
            all=f"{self._session.size:,}",
        )
        self.set_subtitle(place if left else "")
        undo, redo = self._history.undo_title, self._history.redo_title
        self.undo_button.setEnabled(undo is not None)
        self.redo_button.setEnabled(redo is not None)
        self.undo_button.setToolTip(
            self.tr("Undo: {what} (Ctrl+Z)").format(what=undo or self.tr("nothing"))
        )
        self.redo_button.setToolTip(
            self.tr("Do again: {what} (Ctrl+Shift+Z)").format(what=redo or self.tr("nothing"))
        )
        for part in (self.flag_button, self.skip_button):
            part.setEnabled(self._example is not None)

    def _show_last(self, title: str | None) -> None:
        self._last.setVisible(title is not None)
        self._last.setText(title or "")

    def _show_end(self) -> None:
        self._stack.setCurrentWidget(self._end)
        if self._labeling.queue(Queue.IN_ORDER):
            self._end.show_words(
                self.tr("This queue is done"),
                self.tr(
                    "No row in it waits for an answer. Choose another queue above, or see how a"
                    " prompt does on what you have labelled."
                ),
            )
            self.next_button.setText(self.tr("Go on to the prompt"))
        else:
            self._end.show_words(
                self.tr("Nothing to label yet"),
                self.tr("Import a spreadsheet or a JSONL file first, on the Data page."),
            )
            self.next_button.setText(self.tr("Go to the data"))
