"""What is asked has changed: offers the rows that were answered before to be checked again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.background import Lane
from gui.navigation import Page
from gui.widgets.label_editor.label_words import rows
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.example import ExampleFilter, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext


class CheckAgain(QObject):
    """`tell` shows a notice; `left` says that the Label page opens with their queue."""

    left = Signal()

    def __init__(
        self, context: PageContext, tell: Callable[[Notice], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._tell = tell
        self._parent = parent

    def offer(self, title: str, wanted: ExampleFilter) -> None:
        """Offer the answered rows of a filter, if there are any; `title` says what changed."""
        answered = replace(wanted, state=State.ANSWERED)
        self._context.background.run(
            self.tr("Counting the rows"),
            lambda context: self._context.project.datasets.counts(answered, context).total,
            owner=self,
            done=lambda count: self._ask(title, wanted, count),
            failed=self._show_error,
            lane=Lane.READ,
            quiet=True,
        )

    def start(self, wanted: ExampleFilter) -> None:
        """Mark the answered rows of a filter and open their queue."""
        bulk = self._context.project.bulk
        self._context.background.run(
            self.tr("Marking what is to be checked again"),
            lambda context: bulk.check_answered_again(wanted, context),
            owner=self,
            done=lambda _: self._open(),
            failed=self._show_error,
        )

    def _ask(self, title: str, wanted: ExampleFilter, count: int) -> None:
        if not count:
            return
        text = self.tr("Answered before that: {rows}. They can go into the queue “Check again”.")
        self._tell(
            Notice(
                NoticeKind.INFO,
                title,
                text.format(rows=rows(count)),
                action=self.tr("Check them again"),
                run=lambda: self.start(wanted),
            )
        )

    def _open(self) -> None:
        self.left.emit()
        self._context.navigation.go(Page.LABEL, ExampleFilter(check_again=True))

    def _show_error(self, error: BaseException) -> None:
        self._context.errors.show(error, self._parent)
