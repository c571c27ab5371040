"""Where a review leads: more rows to label, what the causes ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.background import Lane
from gui.navigation import NamedRows, Page
from gui.pages.review.causes_dialog import CausesDialog
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.example import ExampleFilter, State
from services.evaluation.causes import Cause

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from gui.pages.review.session import Session
    from services.evaluation.causes import Causes
    from services.jobs import JobContext

LIKE_ONE = 50
"""Rows to label that are sought for a text."""
LIKE_MANY = 200
MOST_TEXTS = 20
"""Mistakes of the model for which rows to label are sought."""
NAME_LETTERS = 30


class NextSteps(QObject):
    """`write_guidelines` wants the guidelines opened."""

    write_guidelines = Signal()

    def __init__(self, context: PageContext, tell: Callable[[Notice], None], page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._workspace = context.project
        self._tell = tell
        self._page = page
        self.dialog: CausesDialog | None = None

    def label_more(self, session: Session) -> None:
        """Open the unlabelled rows most like the one at hand on the Label page."""
        text = session.text
        short = " ".join(text.split())
        short = short if len(short) <= NAME_LETTERS else f"{short[:NAME_LETTERS].rstrip()}…"
        similar = self._workspace.similar_rows
        self._look(
            self.tr("Like “{text}”").format(text=short),
            lambda context: similar.to_label(text, LIKE_ONE, context),
        )

    def show_causes(self, session: Session) -> None:
        """Count the causes of the mistakes that were judged, and show them."""
        runs = session.runs
        self._context.background.run(
            self.tr("Counting the causes"),
            lambda _: self._workspace.review.causes(runs),
            owner=self,
            done=lambda causes: self._show(session, causes),
            lane=Lane.READ,
            quiet=True,
        )

    def _show(self, session: Session, causes: Causes) -> None:
        if not causes.judged:
            self._tell(
                Notice(
                    NoticeKind.INFO,
                    self.tr("No mistake was judged yet."),
                    self.tr("Say of each whose mistake it is; the causes are counted here."),
                )
            )
            return
        theme, task = self._context.theme, self._workspace.task
        self.dialog = CausesDialog(theme, causes, task, self._page.window())
        self.dialog.step_chosen.connect(lambda cause: self._take(session, causes, cause))
        self.dialog.open()

    def _take(self, session: Session, causes: Causes, cause: Cause) -> None:
        go = self._context.navigation.go
        match cause:
            case Cause.LABEL_ERROR:
                worst = max(causes.parts, key=lambda part: part.causes.get(cause, 0))
                label = self._workspace.task.label_with_id(worst.name)
                wanted = ExampleFilter(state=State.ANSWERED, label=label.id if label else None)
                go(Page.DATA, wanted)
            case Cause.AMBIGUOUS:
                go(Page.DATA, ExampleFilter(flagged=True))
            case Cause.MISSING_GUIDELINE:
                self.write_guidelines.emit()
            case Cause.MODEL_ERROR:
                self._label_more_like(session, causes.ids[cause])

    def _label_more_like(self, session: Session, ids: tuple[str, ...]) -> None:
        known = session.queue.texts
        texts = [known[each] for each in ids if each in known][:MOST_TEXTS]
        each_wants = max(1, LIKE_MANY // max(len(texts), 1))
        similar = self._workspace.similar_rows

        def look(context: JobContext) -> tuple[str, ...]:
            found = [similar.to_label(text, each_wants, context) for text in texts]
            return tuple(dict.fromkeys(each for ids in found for each in ids))

        self._look(self.tr("Like what the model got wrong"), look)

    def _look(self, name: str, look: Callable[[JobContext], tuple[str, ...]]) -> None:
        self._context.background.run(
            self.tr("Looking for rows to label"),
            look,
            owner=self,
            done=lambda ids: self._label(name, ids),
            lane=Lane.READ,
        )

    def _label(self, name: str, ids: tuple[str, ...]) -> None:
        if ids:
            wanted = ExampleFilter(state=State.UNLABELLED, ids=frozenset(ids), ranked=ids)
            self._context.navigation.go(Page.LABEL, NamedRows(name, wanted))
            return
        self._tell(
            Notice(
                NoticeKind.INFO,
                self.tr("There is no unlabelled row like this to label."),
                self.tr("Rows of validation and test are not chosen by likeness. Import more."),
            )
        )
