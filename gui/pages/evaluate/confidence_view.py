"""How sure the answers of a run are: votes of its samples, a judge's words, what a human sees."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gui.background import Lane
from gui.latest import Latest
from gui.navigation import NamedRows, Page
from gui.pages.evaluate.confidence_loading import Sureness, gather
from gui.pages.evaluate.judge_dialog import JudgeDialog
from gui.pages.evaluate.judge_pane import JudgePane
from gui.pages.evaluate.sure_rows import SureRows
from gui.pages.evaluate.threshold_pane import ThresholdPane
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.widgets.numbers import counted, short_count
from gui.widgets.segmented import Segmented
from services.domain.changes import Changes, Kind
from services.domain.example import ExampleFilter, State
from services.domain.money import money

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from gui.page_context import PageContext
    from services.domain.confidence import Judge, JudgePrompt
    from services.domain.prediction import Model, Run
    from services.evaluation.judges import Judged


SOON_MS = 400
SIDE_AIR = 90
"""Pixels that the words of the three sides have around them."""


class Side(enum.Enum):
    """The three sides of the tab, in their order."""

    ROWS = 0
    VOTES = 1
    JUDGE = 2


class ConfidenceView(QWidget):
    """Gathers nothing before it is seen: the votes of a large run take a moment. `told` carries a
    notice for the page."""

    told = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._workspace = context.project
        self._run: Run | None = None
        self._stale = True
        self.shown: Sureness | None = None
        self.dialog: JudgeDialog | None = None
        self._loading = Latest(context.background, self, self.tr("Counting votes"), pause_ms=0)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._estimate = Latest(context.background, self, self.tr("Estimating a judge"))
        self.side = Segmented(
            self.tr("Side of the confidence"),
            (
                (self.tr("Rows"), Side.ROWS),
                (self.tr("Votes"), Side.VOTES),
                (self.tr("Judge"), Side.JUDGE),
            ),
        )
        self.rows = SureRows(context.theme)
        self.thresholds = ThresholdPane(context.theme)
        self.judge = JudgePane(context.theme)
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    @property
    def busy(self) -> bool:
        return self._loading.busy

    def show_run(self, run: Run) -> None:
        """Show a run, as it is now."""
        self._run = run
        self._stale = True
        if self.isVisible():
            self._load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()

    def _build(self) -> None:
        head = QHBoxLayout()
        self.side.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.side.setMinimumWidth(self.side.sizeHint().width() + SIDE_AIR)
        head.addWidget(self.side)
        head.addStretch()
        for part in (self.rows.head, self.thresholds.head, self.judge.ask):
            head.addWidget(part)
        for pane in (self.rows, self.thresholds, self.judge):
            self._stack.addWidget(pane)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 10, 6, 4)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self._show_head()

    def _connect(self) -> None:
        self._context.events.changed.connect(self._on_changes)
        self._soon.timeout.connect(self._reload)
        self.side.chosen.connect(self._show_side)
        self.rows.opened.connect(
            lambda example_id: self._context.navigation.go(Page.LABEL, example_id)
        )
        self.thresholds.chosen.connect(self._accept_from)
        self.thresholds.label_asked.connect(self._label_rows)
        for made in (self.judge.first, self.judge.ask):
            made.clicked.connect(self._prepare_judge)

    @Slot(object)
    def _show_side(self, side: Side) -> None:
        self._stack.setCurrentIndex(side.value)
        self._show_head()

    def _show_head(self) -> None:
        """What belongs to the side in sight stands beside the choice of the side."""
        side, shown = self.side.value, self.shown
        voted = shown is not None and shown.acceptance is not None
        judged = shown is not None and (shown.judge is not None or shown.own is not None)
        self.rows.head.setVisible(side is Side.ROWS)
        self.thresholds.head.setVisible(side is Side.VOTES and voted)
        self.judge.ask.setVisible(side is Side.JUDGE and judged)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        """Words come in by and by while a judge is asked: look again now and then."""
        if changes.concern(Kind.JUDGEMENTS) and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _reload(self) -> None:
        self._stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        run = self._run
        if run is not None:
            self._stale = False
            self._loading.ask(lambda _: gather(self._workspace, run), self._show)

    def _show(self, shown: Sureness) -> None:
        self.shown = shown
        self.rows.show_rows(shown)
        self.thresholds.show_acceptance(shown)
        self.judge.show_standing(shown.judge, shown.own)
        self._show_head()

    @Slot(int)
    def _accept_from(self, votes: int) -> None:
        if self._run is not None:
            self._workspace.confidence.accept_from(self._run, votes)
            self._reload()

    @Slot(int)
    def _label_rows(self, votes: int) -> None:
        run = self._run
        if run is None:
            return
        name = self.tr("Fewer than {votes} of {samples} votes").format(
            votes=votes, samples=run.samples
        )
        self._context.background.run(
            self.tr("Looking for rows to label"),
            lambda _: self._workspace.confidence.to_label(run, votes),
            owner=self,
            done=lambda ids: self._go_to(name, ids),
            lane=Lane.READ,
            quiet=True,
        )

    def _go_to(self, name: str, ids: tuple[str, ...]) -> None:
        wanted = ExampleFilter(state=State.UNLABELLED, ids=frozenset(ids), ranked=ids)
        self._context.navigation.go(Page.LABEL, NamedRows(name, wanted))

    @Slot()
    def _prepare_judge(self) -> None:
        run = self._run
        if run is None or self.dialog is not None:
            return
        judges = self._workspace.judges
        self._context.background.run(
            self.tr("Looking for models"),
            lambda _: (judges.models(), judges.prompt(run), judges.starter()),
            owner=self,
            done=lambda found: self._open(run, *found),
            lane=Lane.READ,
            quiet=True,
        )

    def _open(
        self, run: Run, models: tuple[Model, ...], prompt: JudgePrompt, starter: JudgePrompt
    ) -> None:
        problems = self._workspace.judges.problems
        former = self.shown.judge.judge if self.shown and self.shown.judge else None
        dialog = self.dialog = JudgeDialog(
            self._context.theme, models, prompt, starter, problems, former, self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(lambda: self._ask_estimate(run, dialog))
        dialog.asked.connect(lambda judge, most: self._ask(run, judge, most))
        dialog.finished.connect(self._forget)
        dialog.open()
        self._ask_estimate(run, dialog)

    def _ask_estimate(self, run: Run, dialog: JudgeDialog) -> None:
        judge, most = dialog.choice, dialog.limit
        self._estimate.ask(
            lambda _: self._workspace.judges.estimate(run, judge, most),
            lambda found: self.dialog and self.dialog.show_estimate(judge, most, found),
        )

    @Slot()
    def _forget(self) -> None:
        self._estimate.drop()
        self.dialog = None

    def _ask(self, run: Run, judge: Judge, most: int | None) -> None:
        self._context.background.run(
            self.tr("Judging {name}").format(name=run.name),
            lambda context: self._workspace.judges.judge(run, judge, context, most=most),
            owner=self,
            done=self._tell_end,
            lane=Lane.NETWORK,
        )

    def _tell_end(self, judged: Judged) -> None:
        title = counted(
            judged.replies, self.tr("{number} answer judged"), self.tr("{number} answers judged")
        )
        usage = judged.usage
        tokens = usage.input_tokens + usage.output_tokens + usage.thought_tokens
        took = self.tr("{tokens} tokens").format(tokens=short_count(tokens))
        if judged.dollars is not None:
            took = f"{took}, {money(judged.dollars)}"
        self.told.emit(Notice(NoticeKind.SUCCESS, f"{title}: {took}."))
        if judged.failed:
            title = counted(
                judged.failed,
                self.tr("The judge could not be asked about {number} answer."),
                self.tr("The judge could not be asked about {number} answers."),
            )
            again = self.tr("Ask it again: only what is missing is asked about.")
            self.told.emit(Notice(NoticeKind.WARNING, title, again))
