"""The Review page: what models got wrong, one row at a time, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from gui.navigation import MistakesOf, Page
from gui.pages.review.case_deeds import CaseDeeds
from gui.pages.review.case_showing import CaseShowing
from gui.pages.review.key_help import review_keys
from gui.pages.review.more_menu import MoreMenu
from gui.pages.review.more_panels import Panel
from gui.pages.review.next_steps import NextSteps
from gui.pages.review.nothing_view import NothingView
from gui.pages.review.queue_loading import QueueLoading
from gui.pages.review.queue_menu import QueueMenu
from gui.pages.review.rescoring import Rescoring
from gui.pages.review.review_view import ReviewView
from gui.pages.review.run_picker import RunPicker
from gui.pages.review.session import Session
from gui.pages.review.words import tally_words
from gui.pills import PillKind
from gui.widgets.empty_state import EmptyState
from gui.widgets.history_buttons import HistoryButtons
from gui.widgets.label_editor.check_again import CheckAgain
from gui.widgets.labels import Pill
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter
from services.domain.prediction import ConnectionKind, Run
from services.evaluation.review_queue import ReviewOf

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from gui.pages.review.session import Loaded
    from gui.widgets.keys import KeyHelp
    from services.domain.prompt import Prompt
    from services.history.use_cases import Redone

WAITING, EMPTY, CASE = range(3)


class ReviewPage(PageWidget):
    """Walks along a queue of mistakes; a verdict goes on to the next one."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Review"))
        self._workspace = context.project
        self._session: Session | None = None
        self.runs = RunPicker()
        self.view = ReviewView(context.theme, self._workspace.task)
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._actions = self._key_actions()

    @property
    def session(self) -> Session | None:
        """The rows that are reviewed now."""
        return self._session

    @property
    def looked(self) -> bool:
        """It is known what there is to review."""
        return self._stack.currentIndex() != WAITING

    def opened(self, query: object | None) -> None:
        """Review a run, a cell of its grid, or any other queue; else go on, or begin with the
        newest run."""
        match query:
            case ReviewOf():
                self.loading.load(query)
            case MistakesOf() | Run():
                self.loading.load_of(query)
            case _ if self._session is None:
                self.loading.load(None)
            case _:
                self._show_runs(self._session.run)
                self._refresh()

    def keys(self) -> tuple[KeyHelp, ...]:
        """The keys of the page, for F1."""
        return review_keys()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        action = self._actions.get(Qt.Key(event.key())) if plain else None
        if action is None or self._session is None or self.view.verdict.asking:
            super().keyPressEvent(event)
        else:
            action()

    def hideEvent(self, event: QHideEvent) -> None:
        self.view.case.more.keep_note()
        super().hideEvent(event)

    # building

    def _build(self) -> None:
        theme = self.context.theme
        self.queue_menu = QueueMenu(theme, self)
        self.more_menu = MoreMenu(theme, self)
        self.travelling = HistoryButtons(self.context)
        self._practice = Pill(self.tr("practice"), PillKind.WARN)
        self._practice.setToolTip(self.tr("The Sandbox answered, not Gemini."))
        self._practice.hide()
        for part in (
            self._practice,
            self.runs,
            self.queue_menu.button,
            self.more_menu.button,
            self.travelling,
        ):
            self.add_action(part)
        self.deeds = CaseDeeds(self._workspace, self.view.verdict, self)
        self.steps = NextSteps(self.context, self.notify, self)
        self.loading = QueueLoading(self.context.background, self._workspace, self)
        self.checking = CheckAgain(self.context, self.notify, self)
        background = self.context.background
        self.showing = CaseShowing(background, self._workspace, self.view, self.deeds, self)
        self.rescoring = Rescoring(background, self._workspace, self.view.rescored, self)
        self._stack.addWidget(
            EmptyState(theme, "circle-alert", self.tr("Looking for mistakes…"), "")
        )
        self.nothing = NothingView(theme)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.view)
        self.body.addWidget(self._stack, 1)

    def _key_actions(self) -> dict[Qt.Key, Callable[[], object]]:
        key, deeds, more = Qt.Key, self.deeds, self.view.case.more
        return {
            key.Key_M: lambda: None if self._is_blind else deeds.first(),
            key.Key_1: deeds.first,
            key.Key_G: lambda: None if self._is_blind else deeds.second(),
            key.Key_2: deeds.second,
            key.Key_A: deeds.ask_reason,
            key.Key_3: lambda: deeds.ask_gold() if self._is_blind else deeds.ask_reason(),
            key.Key_S: deeds.add_shot,
            key.Key_4: deeds.add_shot,
            key.Key_U: deeds.say_guideline_unclear,
            key.Key_N: lambda: more.turn(Panel.NOTE),
            key.Key_T: lambda: more.turn(Panel.SIMILAR),
            key.Key_O: lambda: more.turn(Panel.OTHERS),
            key.Key_R: lambda: more.turn(Panel.REPLY),
            key.Key_L: self._label_more,
            key.Key_C: self._show_causes,
            key.Key_Q: self.queue_menu.button.showMenu,
            key.Key_Right: self._go_on,
            key.Key_Space: self._go_on,
            key.Key_Left: self._go_back,
            key.Key_Backspace: self._go_back,
        }

    def _connect(self) -> None:
        view, guidelines = self.view, self.view.guidelines
        view.verdict.answered.connect(self._take_focus)
        view.previous.clicked.connect(self._go_back)
        view.next.clicked.connect(self._go_on)
        view.case.more.left.connect(self._take_focus)
        self.deeds.judged.connect(self._after_verdict)
        self.deeds.marked.connect(self._write_guidelines)
        self.deeds.shown.connect(self._tell_of_shot)
        self.deeds.refused.connect(self.show_error)
        guidelines.saved.connect(self._save_guidelines)
        self.steps.write_guidelines.connect(self._open_guidelines)
        self.more_menu.unclear.triggered.connect(self.deeds.say_guideline_unclear)
        self.more_menu.note.triggered.connect(lambda: view.case.more.turn(Panel.NOTE))
        self.more_menu.more_like_this.triggered.connect(self._label_more)
        self.more_menu.causes.triggered.connect(self._show_causes)
        self.queue_menu.chosen.connect(self.loading.load)
        self.loading.began.connect(self._show_waiting)
        self.loading.loaded.connect(self._show_loaded)
        self.nothing.to_evaluate.clicked.connect(lambda: self.context.navigation.go(Page.EVALUATE))
        self.runs.picked.connect(self.loading.load_of)
        self.travelling.travelled.connect(self._after_history)
        self.travelling.failed.connect(lambda error: self.context.errors.show(error, self))
        self.context.events.changed.connect(self._on_changes)
        for keys, does in (
            ("Ctrl+Z", self.travelling.undo),
            ("Ctrl+Y", self.travelling.redo),
            ("Ctrl+Shift+Z", self.travelling.redo),
            ("Ctrl+G", guidelines.turn),
        ):
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(does)

    # what is reviewed

    @property
    def _is_blind(self) -> bool:
        return self._session is not None and self._session.wanted.blind

    @Slot()
    def _show_waiting(self) -> None:
        self.view.case.more.keep_note()
        self._stack.setCurrentIndex(WAITING)

    @Slot(object)
    def _show_loaded(self, loaded: Loaded | None) -> None:
        self._session = Session(loaded) if loaded and loaded.queue.cases else None
        self.deeds.session = self._session
        self.rescoring.forget()
        wanted = loaded.queue.wanted if loaded else None
        self._show_runs(wanted.run if wanted else None)
        task, confused = self._workspace.task, loaded.confused if loaded else ()
        self.queue_menu.show_wanted(wanted, task, confused)
        sandbox = wanted and wanted.run.model.connection is ConnectionKind.SANDBOX
        self._practice.setVisible(bool(sandbox))
        self.more_menu.button.setVisible(self._session is not None)
        if self._session is None:
            self._show_nothing(wanted)
        else:
            self._show_current()

    def _show_nothing(self, wanted: ReviewOf | None) -> None:
        self._stack.setCurrentIndex(EMPTY)
        self.travelling.show_titles()
        self.nothing.say(wanted)
        self.nothing.to_evaluate.setFocus()

    def _show_runs(self, current: Run | None) -> None:
        self.runs.show_runs(self._workspace.prediction.runs(), current)

    # the row at hand

    def _refresh(self) -> None:
        """Read the verdicts anew, and show the row at hand."""
        session = self._session
        if session is not None:
            session.take_findings(self._workspace.review.findings(session.runs))
            self._show_current()

    def _show_current(self) -> None:
        session = self._session
        if session is None:
            return
        self._stack.setCurrentIndex(CASE)
        self.showing.show(session)
        self.travelling.show_titles()
        if not self.view.guidelines.editing:
            self._take_focus()

    @Slot()
    def _take_focus(self) -> None:
        self.view.case.text.setFocus()

    @Slot()
    def _go_on(self) -> None:
        if self._session is not None and self._session.move(1):
            self._show_current()

    @Slot()
    def _go_back(self) -> None:
        if self._session is not None and self._session.move(-1):
            self._show_current()

    # what follows from a deed

    @Slot()
    def _after_verdict(self) -> None:
        """Go on to the next row; after the last one say what the review found."""
        session = self._session
        if session is None:
            return
        at_end = not session.move(1)
        self._refresh()
        self.rescoring.measure(session)
        if at_end:
            self.notify(
                Notice(
                    NoticeKind.SUCCESS,
                    self.tr("That was the last one."),
                    tally_words(session.tally()) + ".",
                    action=self.tr("Causes, and what to do next"),
                    run=self._show_causes,
                )
            )

    @Slot(object)
    def _after_history(self, redone: Redone | None) -> None:
        session = self._session
        if session is not None and redone is not None:
            if redone.example_id is not None:
                session.go_to(redone.example_id)
            self._refresh()
            self.rescoring.measure(session)

    @Slot(object)
    def _tell_of_shot(self, prompt: Prompt) -> None:
        added = self.tr("Added to the shots of “{name}”, version {version}.")
        self.notify(
            Notice(
                NoticeKind.SUCCESS,
                added.format(name=prompt.name, version=prompt.version),
                action=self.tr("Open the prompt"),
                run=lambda: self.context.navigation.go(Page.PROMPT, prompt),
            )
        )

    @Slot()
    def _write_guidelines(self) -> None:
        self._refresh()
        self._open_guidelines()

    @Slot()
    def _open_guidelines(self) -> None:
        if not self.view.guidelines.editing:
            self.view.guidelines.turn()

    @Slot(str)
    def _save_guidelines(self, text: str) -> None:
        try:
            self._workspace.labeling.set_guidelines(text)
        except AppError as error:
            self.show_error(error)
            return
        self.checking.offer(self.tr("The guidelines have changed."), ExampleFilter())
        self._take_focus()

    @Slot()
    def _label_more(self) -> None:
        if self._session is not None:
            self.steps.label_more(self._session)

    @Slot()
    def _show_causes(self) -> None:
        if self._session is not None:
            self.steps.show_causes(self._session)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        """A label may have another name now, or the row at hand other metadata."""
        idle = self.isVisible() and not self.view.verdict.asking
        if idle and changes.concern(Kind.TASK, Kind.EXAMPLES):
            self._show_current()
