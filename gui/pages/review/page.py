"""The Review page: what a model got wrong, one row at a time, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from gui.background import Lane
from gui.navigation import MistakesOf, Page
from gui.pages.review.case_card import Case
from gui.pages.review.judging import Judge
from gui.pages.review.key_help import review_keys
from gui.pages.review.review_view import ReviewView
from gui.pages.review.run_picker import RunPicker
from gui.pages.review.session import Loaded, Session, accuracies, load
from gui.pages.review.words import cell_words, tally_words
from gui.pills import PillKind
from gui.widgets.buttons import button, icon_button
from gui.widgets.empty_state import EmptyState
from gui.widgets.labels import Pill
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.widgets.page import PageWidget
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.prediction import ConnectionKind, Run, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.page_context import PageContext
    from gui.widgets.keys import KeyHelp
    from services.domain.example import Example, Value

WAITING, EMPTY, CASE = range(3)


class ReviewPage(PageWidget):
    """Walks along the mistakes of a run; a verdict goes on to the next one."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("Review"))
        self._workspace = context.project
        self._judge = Judge(self._workspace)
        self._session: Session | None = None
        self.runs = RunPicker()
        self.view = ReviewView(context.theme, self._workspace.task)
        self._practice = Pill(self.tr("practice"), PillKind.WARN)
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
        """Review a run, or a cell of its grid; else go on, or begin with the newest run."""
        match query:
            case MistakesOf():
                self._load(query)
            case Run():
                self._load(MistakesOf(query))
            case _ if self._session is None:
                self._load(None)
            case _:
                self._show_runs(self._session.run)
                self._show_current()

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
            action(self._session)

    def hideEvent(self, event: QHideEvent) -> None:
        # What is done on other pages comes between: only the history knows the order then.
        self._judge.forget()

    def _build(self) -> None:
        self.undo_button = icon_button(self.context.theme, "undo-2", self.tr("Undo (Ctrl+Z)"))
        self._practice.setToolTip(self.tr("The Sandbox answered, not Gemini."))
        self._practice.hide()
        for part in (self._practice, self.runs, self.undo_button):
            self.add_action(part)
        theme = self.context.theme
        self._stack.addWidget(
            EmptyState(theme, "circle-alert", self.tr("Looking for mistakes…"), "")
        )
        self.to_evaluate = button(theme, self.tr("Go to Evaluate"), "chart-column", "primary")
        self._nothing = EmptyState(theme, "circle-alert", "", "", self.to_evaluate)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.view)
        self.body.addWidget(self._stack, 1)

    def _key_actions(self) -> dict[Qt.Key, Callable[[Session], None]]:
        key = Qt.Key
        return {
            key.Key_M: self._say_model_wrong,
            key.Key_1: self._say_model_wrong,
            key.Key_G: self._ask_gold,
            key.Key_2: self._ask_gold,
            key.Key_A: self._ask_reason,
            key.Key_3: self._ask_reason,
            key.Key_S: self._add_shot,
            key.Key_4: self._add_shot,
            key.Key_R: lambda _: self.view.case.toggle_reply(),
            key.Key_Right: self._go_on,
            key.Key_Space: self._go_on,
            key.Key_Left: self._go_back,
            key.Key_Backspace: self._go_back,
        }

    def _connect(self) -> None:
        verdict = self.view.verdict
        for pressed, does in (
            (verdict.model_wrong, self._say_model_wrong),
            (verdict.gold_wrong, self._ask_gold),
            (verdict.ambiguous, self._ask_reason),
            (verdict.add_shot, self._add_shot),
            (self.view.previous, self._go_back),
            (self.view.next, self._go_on),
            (self.undo_button, self._undo),
        ):
            pressed.clicked.connect(lambda _=False, does=does: self._with_session(does))
        verdict.corrected.connect(self._correct)
        verdict.found_ambiguous.connect(self._say_ambiguous)
        verdict.refused.connect(self.show_error)
        verdict.answered.connect(self._take_focus)
        self.to_evaluate.clicked.connect(lambda: self.context.navigation.go(Page.EVALUATE))
        self.runs.picked.connect(lambda run: self._load(MistakesOf(run)))
        self.context.events.changed.connect(self._on_changes)
        for keys, does in (
            ("Ctrl+Z", self._undo),
            ("Ctrl+Y", self._redo),
            ("Ctrl+Shift+Z", self._redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda does=does: self._with_session(does))

    def _with_session(self, does: Callable[[Session], None]) -> None:
        if self._session is not None:
            does(self._session)

    def _load(self, wanted: MistakesOf | None) -> None:
        self._stack.setCurrentIndex(WAITING)
        self.context.background.run(
            self.tr("Looking for mistakes"),
            lambda _: load(self._workspace, wanted),
            owner=self,
            done=self._show_loaded,
            lane=Lane.READ,
            quiet=True,
        )

    def _show_loaded(self, loaded: Loaded | None) -> None:
        self._judge.forget()
        self._session = Session(loaded) if loaded and loaded.rows else None
        self.view.rescored.hide()
        self._show_runs(loaded.run if loaded else None)
        sandbox = loaded and loaded.run.model.connection is ConnectionKind.SANDBOX
        self._practice.setVisible(bool(sandbox))
        if self._session is None:
            self._show_nothing(loaded)
        else:
            self._show_current()

    def _show_nothing(self, loaded: Loaded | None) -> None:
        self._stack.setCurrentIndex(EMPTY)
        self.undo_button.setEnabled(False)
        self.to_evaluate.setFocus()
        self.set_subtitle("")
        if loaded is None:
            title = self.tr("Nothing to review yet")
            text = self.tr("Run a prompt over validation rows first; its mistakes come here.")
        else:
            title = self.tr("No mistake here")
            text = self.tr(
                "{name} has no row with a gold answer and a reply that is wrong."
            ).format(name=loaded.run.name)
        self._nothing.show_words(title, text)

    def _show_runs(self, current: Run | None) -> None:
        self.runs.show_runs(self._workspace.prediction.runs(), current)

    def _show_current(self) -> None:
        session = self._session
        if session is None:
            return
        self._stack.setCurrentIndex(CASE)
        row, view = session.current, self.view
        place = f"{session.position + 1:,}", f"{len(session.rows):,}"
        right = session.cell is not None and session.cell.right
        title = self.tr("Row {0} of {1}") if right else self.tr("Mistake {0} of {1}")
        task = self._workspace.task
        example, votes = self._example(row.example_id), session.votes(task)
        case = Case(row, session.text, example, session.predictions, votes)
        view.case.show_case(case, task, title.format(*place))
        view.show_guidelines(task.guidelines)
        view.verdict.show_verdict(session.verdict)
        view.previous.setEnabled(session.position > 0)
        view.next.setEnabled(session.position + 1 < len(session.rows))
        self.undo_button.setEnabled(self._judge.can_undo)
        self.set_subtitle(cell_words(task, session.cell) if session.cell else "")
        tally = session.tally()
        left = self.tr("{count} to judge").format(count=len(session.rows) - tally.total())
        view.tally.setText(", ".join(filter(None, (tally_words(tally), left))))
        self._take_focus()

    @Slot()
    def _take_focus(self) -> None:
        self.view.case.text.setFocus()

    def _example(self, example_id: str) -> Example | None:
        try:
            return self._workspace.datasets.example(example_id)
        except AppError:
            return None

    def _say_model_wrong(self, session: Session) -> None:
        self._judge.say(session, Verdict.MODEL_WRONG)
        self._after_verdict(session)

    def _ask_gold(self, session: Session) -> None:
        example = self._example(session.current.example_id)
        if example is None:
            self._show_gone()
            return
        predicted = session.current.predicted
        keys = self._workspace.label_keys.all()
        self.view.verdict.ask_gold(self._workspace.task, keys, example.gold, predicted)

    def _ask_reason(self, session: Session) -> None:
        example = self._example(session.current.example_id)
        if example is None:
            self._show_gone()
            return
        self.view.verdict.ask_reason(example.flag_reason)

    def _show_gone(self) -> None:
        self.show_error(
            AppError(
                self.tr("This row is not in the project any more."),
                self.tr("Go on to the next one."),
            )
        )

    @Slot(object)
    def _correct(self, value: Value) -> None:
        session = self._session
        if session is None:
            return
        try:
            self._judge.correct(session, value)
        except AppError as error:
            self.show_error(error)
            return
        self._rescore(session)
        self._after_verdict(session)

    @Slot(str)
    def _say_ambiguous(self, reason: str) -> None:
        if self._session is not None:
            self._judge.flag(self._session, reason)
            self._after_verdict(self._session)

    def _add_shot(self, session: Session) -> None:
        try:
            prompt = self._judge.add_shot(session)
        except AppError as error:
            self.show_error(error)
            return
        added = self.tr("Added to the shots of “{name}”, version {version}.")
        self.notify(
            Notice(
                NoticeKind.SUCCESS,
                added.format(name=prompt.name, version=prompt.version),
                action=self.tr("Open the prompt"),
                run=lambda: self.context.navigation.go(Page.PROMPT, prompt),
            )
        )

    def _after_verdict(self, session: Session) -> None:
        """Go on to the next row; after the last one say what the review found."""
        if not session.move(1):
            self.notify(
                Notice(
                    NoticeKind.SUCCESS,
                    self.tr("That was the last one."),
                    tally_words(session.tally()) + ".",
                    action=self.tr("Back to Evaluate"),
                    run=lambda: self.context.navigation.go(Page.EVALUATE, session.run),
                )
            )
        self._show_current()

    def _rescore(self, session: Session) -> None:
        """Measure all runs over the same rows anew, and say what became of them."""
        before = session.accuracies

        def show(after: dict[str, float | None]) -> None:
            session.accuracies = after
            self.view.rescored.show_runs(session.run.id, before, after)

        self.context.background.run(
            self.tr("Measuring all runs anew"),
            lambda _: accuracies(self._workspace, session.run),
            owner=self,
            done=show,
            lane=Lane.READ,
            quiet=True,
        )

    def _go_on(self, session: Session) -> None:
        if session.move(1):
            self._show_current()

    def _go_back(self, session: Session) -> None:
        if session.move(-1):
            self._show_current()

    def _undo(self, session: Session) -> None:
        self._after_history(session, self._judge.undo(session))

    def _redo(self, session: Session) -> None:
        self._after_history(session, self._judge.redo(session))

    def _after_history(self, session: Session, example_id: str | None) -> None:
        if example_id is not None:
            session.go_to(example_id)
            self._rescore(session)
            self._show_current()

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        """A label may have another name now, or the row at hand other metadata."""
        idle = self.isVisible() and not self.view.verdict.asking
        if idle and changes.concern(Kind.TASK, Kind.EXAMPLES):
            self._show_current()
