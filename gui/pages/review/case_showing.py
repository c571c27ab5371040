"""Shows the row at hand in the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.pages.review.case_card import Case
from gui.pages.review.more_loading import MoreLoading
from gui.pages.review.words import queue_words, tally_words
from services.domain.values import same_value
from services.evaluation.review_queue import QueueKind
from services.prediction.voting import vote

if TYPE_CHECKING:
    from gui.background import Background
    from gui.pages.review.case_deeds import CaseDeeds
    from gui.pages.review.review_view import ReviewView
    from gui.pages.review.session import Session
    from services.app import Workspace


class CaseShowing(QObject):
    """Reads what stands in the project now each time that a row is shown."""

    def __init__(
        self,
        background: Background,
        workspace: Workspace,
        view: ReviewView,
        deeds: CaseDeeds,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._view = view
        self._deeds = deeds
        self._more = MoreLoading(background, workspace, view.case.more, self)

    def show(self, session: Session) -> None:
        """Show the row at hand."""
        view, task = self._view, self._workspace.task
        case = self._case(session)
        view.case.show_case(case, task, self._place(session))
        view.guidelines.show_text(task.guidelines)
        right = same_value(case.gold, case.row.predicted, task.schema)
        view.verdict.show_verdict(session.verdict, blind=case.blind, right=right)
        self._more.show_row(session, case.gold)
        view.previous.setEnabled(session.position > 0)
        view.next.setEnabled(session.position + 1 < len(session.cases))
        view.blind.setVisible(case.blind)
        self._show_tally(session)

    def _case(self, session: Session) -> Case:
        current = session.current
        samples = self._workspace.review.samples(current)
        found = vote(samples, self._workspace.task.schema) if samples else None
        several = session.wanted.kind not in (QueueKind.OF_RUN, QueueKind.LEAST_SURE)
        return Case(
            current.row,
            session.text,
            self._deeds.found(),
            samples,
            found,
            session.judged,
            current.run.name if several else "",
            session.wanted.blind,
        )

    def _place(self, session: Session) -> str:
        cell = session.wanted.cell
        rows = session.queue.right or session.wanted.blind or (cell is not None and cell.right)
        title = self.tr("Row {0} of {1}") if rows else self.tr("Mistake {0} of {1}")
        return title.format(f"{session.position + 1:,}", f"{len(session.cases):,}")

    def _show_tally(self, session: Session) -> None:
        tally = session.tally()
        left = self.tr("{count} to judge").format(count=len(session.cases) - tally.total())
        said = ", ".join(filter(None, (tally_words(tally), left)))
        narrowed = queue_words(self._workspace.task, session.queue)
        self._view.tally.setText("\n".join(filter(None, (narrowed, said))))
