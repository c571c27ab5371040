"""Changes many rows aside, tells what came of it and offers to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.pages.data import words
from gui.pages.data.change_dialog import Change, ChangeDialog, Deed
from gui.widgets.busy_dialog import BusyDialog
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.example import Split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.page_context import PageContext
    from gui.widgets.history_buttons import HistoryButtons
    from gui.widgets.page import PageWidget
    from services.history.use_cases import Redone
    from services.jobs import JobContext

LONG = 500
"""Rows from which on the change is waited for in a dialog that can stop it."""


class ChangeFlow(QObject):
    """Asks what to change in which rows, and does it as one step of the history."""

    def __init__(self, context: PageContext, page: PageWidget, travelling: HistoryButtons) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._travelling = travelling
        travelling.travelled.connect(self._tell_travelled)
        travelling.failed.connect(self._show_error)

    def ask(self, selected: Sequence[int], shown: Sequence[int], deed: Deed) -> None:
        """Open the dialog; `shown` are all rows of the table."""
        task = self._context.project.task
        dialog = ChangeDialog(self._context.theme, task, selected, shown, deed, self._page)
        dialog.chosen.connect(self._start)
        dialog.open()

    @Slot(object)
    def _start(self, change: Change) -> None:
        job = self._context.background.run(
            self._title(change),
            lambda context: self._carry_out(change, context),
            owner=self,
            done=lambda count: self._tell_done(change, count),
            failed=self._show_error,
            cancelled=self._tell_stopped,
        )
        if len(change.rows) > LONG:
            BusyDialog(self._context.theme, job, self._page).open()

    def _title(self, change: Change) -> str:
        rows = words.rows(len(change.rows))
        match change.deed:
            case Deed.LABEL:
                return self.tr("Labelling {rows}").format(rows=rows)
            case Deed.FLAG | Deed.UNFLAG:
                return self.tr("Flagging {rows}").format(rows=rows)
            case Deed.SPLIT:
                return self.tr("Moving {rows}").format(rows=rows)
            case Deed.DELETE:
                return self.tr("Deleting {rows}").format(rows=rows)

    def _carry_out(self, change: Change, context: JobContext) -> int:
        bulk, value = self._context.project.bulk, change.value
        match change.deed:
            case Deed.LABEL:
                assert isinstance(value, str)
                return bulk.label(change.rows, value, context)
            case Deed.FLAG:
                return bulk.flag(change.rows, True, str(value or ""), context)
            case Deed.UNFLAG:
                return bulk.flag(change.rows, False, "", context)
            case Deed.SPLIT:
                assert value is None or isinstance(value, Split)
                return bulk.split(change.rows, value, context)
            case Deed.DELETE:
                return bulk.delete(change.rows, context)

    def _tell_done(self, change: Change, count: int) -> None:
        if not count:
            text = self.tr("All of these rows were like that already.")
            self._page.notify(Notice(NoticeKind.INFO, self.tr("Nothing changed."), text))
            return
        rest = len(change.rows) - count
        text = self.tr("{rows} were like that already.").format(rows=words.rows(rest))
        self._page.notify(
            Notice(
                NoticeKind.SUCCESS,
                self._done_words(change.deed).format(rows=words.rows(count)),
                text if rest else "",
                action=self.tr("Undo"),
                run=self._travelling.undo,
            )
        )

    def _done_words(self, deed: Deed) -> str:
        match deed:
            case Deed.LABEL:
                return self.tr("Labelled: {rows}.")
            case Deed.FLAG:
                return self.tr("Flagged: {rows}.")
            case Deed.UNFLAG:
                return self.tr("Not flagged any more: {rows}.")
            case Deed.SPLIT:
                return self.tr("Moved: {rows}.")
            case Deed.DELETE:
                return self.tr("Deleted: {rows}.")

    @Slot(object)
    def _tell_travelled(self, redone: Redone | None) -> None:
        if redone is None:
            return
        text = words.rows(redone.rows) if redone.rows else ""
        title = self.tr("Undone or done again: {what}").format(what=redone.title)
        self._page.notify(Notice(NoticeKind.INFO, title, text))

    def _tell_stopped(self) -> None:
        title = self.tr("Stopped. Nothing was changed.")
        self._page.notify(Notice(NoticeKind.INFO, title))

    @Slot(object)
    def _show_error(self, error: BaseException) -> None:
        self._context.errors.show(error, self._page)
