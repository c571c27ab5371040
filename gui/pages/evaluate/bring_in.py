"""Brings in predictions that were made elsewhere: asks for a file, then what is what in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gui.background import Lane
from gui.pages.evaluate.bring_in_dialog import BringInDialog, Wanted
from gui.pages.evaluate.left_out_dialog import LeftOutDialog
from gui.pages.evaluate.run_choice import Target, frozen, targets
from gui.widgets.file_choice import choose_file
from gui.widgets.notice_bar import Notice, NoticeKind
from gui.widgets.numbers import counted
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from services.domain.snapshot import Snapshot
    from services.evaluation.importing import BroughtIn, PredictionFile


class BringIn(QObject):
    """`arrived` carries the new run, `told` a notice that says what came of the file."""

    arrived = Signal(object)
    told = Signal(object)

    def __init__(self, context: PageContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._workspace = context.project
        self._page = page
        self.dialog: BringInDialog | None = None
        self.left_out: LeftOutDialog | None = None

    def ask(self, shown: Snapshot | None) -> None:
        """Ask for a file; `shown` are the rows on the page."""
        choose_file(
            self._page,
            self.tr("Bring in predictions"),
            self.tr("Predictions (*.csv *.tsv *.jsonl *.json *.xlsx)"),
            lambda path: self.open(path, shown),
            self._workspace.path.parent,
        )

    def open(self, path: Path, shown: Snapshot | None) -> None:
        """Read the beginning of a file and open the dialog."""
        self._context.background.run(
            self.tr("Reading {name}").format(name=path.name),
            lambda _: (
                self._workspace.evaluation.preview_predictions(path),
                targets(self._workspace, shown),
            ),
            owner=self,
            done=lambda found: self._show_dialog(path, *found),
            lane=Lane.READ,
            quiet=True,
        )

    def _show_dialog(self, path: Path, file: PredictionFile, rows: tuple[Target, ...]) -> None:
        if not rows:
            error = AppError(
                self.tr("There are no rows that predictions could be for."),
                self.tr("Import rows on the Data page and split them first."),
            )
            self._context.errors.show(error, self._page)
            return
        dialog = self.dialog = BringInDialog(self._context.theme, path, file, rows, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._bring_in)
        dialog.finished.connect(self._forget)
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        self.dialog = None

    @Slot(object)
    def _bring_in(self, wanted: Wanted) -> None:
        evaluation = self._workspace.evaluation
        self._context.background.run(
            self.tr("Bringing in {name}").format(name=wanted.path.name),
            lambda context: evaluation.import_predictions(
                wanted.path,
                frozen(self._workspace, wanted.target),
                wanted.name,
                wanted.columns,
                context,
            ),
            owner=self,
            done=self._end,
            failed=self._fail,
            cancelled=lambda: self.dialog and self.dialog.set_busy(busy=False),
        )

    def _end(self, found: BroughtIn) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.arrived.emit(found.run)
        self.told.emit(self._notice(found))

    def _fail(self, error: BaseException) -> None:
        if self.dialog is not None and isinstance(error, AppError):
            self.dialog.show_failure(error)
        else:
            self._context.errors.show(error, self._page)

    def _notice(self, found: BroughtIn) -> Notice:
        title = self.tr("Brought in {name}: {rows}.").format(
            name=found.run.name,
            rows=counted(
                found.matched,
                self.tr("{number} row has a prediction"),
                self.tr("{number} rows have a prediction"),
            ),
        )
        lines = sum(found.reasons.values())
        parts = (
            (found.without, self.tr("{number} row has none."), self.tr("{number} rows have none.")),
            (
                found.unparsable,
                self.tr("{number} prediction names no label or fits no schema: unparsable."),
                self.tr("{number} predictions name no label or fit no schema: unparsable."),
            ),
            (
                lines,
                self.tr("{number} line of the file stands for no row."),
                self.tr("{number} lines of the file stand for no row."),
            ),
        )
        words = " ".join(counted(number, one, many) for number, one, many in parts if number)
        kind = NoticeKind.WARNING if words else NoticeKind.SUCCESS
        if not lines:
            return Notice(kind, title, words)
        return Notice(
            kind,
            title,
            words,
            action=self.tr("See the lines"),
            run=lambda: self._show_left_out(found),
        )

    def _show_left_out(self, found: BroughtIn) -> None:
        made = self.left_out = LeftOutDialog(self._context.theme, found, self._page)
        made.open()
