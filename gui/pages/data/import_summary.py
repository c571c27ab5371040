"""What came of an import: rows read, and rows left out with line and reason."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from gui.pages.data import words
from gui.pages.data.conflict_dialog import ConflictDialog
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.buttons import button
from gui.widgets.file_choice import choose_target
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.errors import AppError
from services.files import beside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from services.datasets.records import ImportReport, LeftOut

WIDTH = 640
TABLE_HEIGHT = 260
MOST_NAMED = 8


class ImportSummary(FormDialog):
    """Shown when not everything went in as it stood in the file."""

    def __init__(self, context: PageContext, report: ImportReport, parent: QWidget) -> None:
        title = self.tr("{source}: {rows} imported").format(
            source=report.source, rows=words.rows(report.imported)
        )
        super().__init__(context.theme, title, self.tr("Close"), parent=parent)
        self._context = context
        self._report = report
        self.setMinimumWidth(WIDTH)
        self.cancel_button.hide()
        said = QVBoxLayout()
        said.setSpacing(6)
        for text in self._sentences():
            said.addWidget(label(text, wrap=True))
        self.body.addLayout(said)
        if report.left_out:
            self._add_left_out()
        if report.conflicts:
            self._add_conflicts()
        self.body.addStretch()
        self.finish_building()

    def save(self, path: Path) -> None:
        """Write the list of left-out rows as CSV."""
        try:
            write_left_out(path, self._report.left_out)
        except AppError as error:
            self.show_error(error)
            return
        text = self.tr("The list is in {name}.").format(name=path.name)
        self.notices.show_notice(Notice(NoticeKind.SUCCESS, text))

    def _sentences(self) -> list[str]:
        report = self._report
        said = [self.tr("{rows} have an answer.").format(rows=words.rows(report.labelled))]
        if report.added_labels:
            names = ", ".join(f"“{name}”" for name in report.added_labels[:MOST_NAMED])
            said.append(self.tr("New labels: {names}.").format(names=names))
        if report.answered:
            text = self.tr("{rows} that were there took over an answer.")
            said.append(text.format(rows=words.rows(report.answered)))
        if report.conflict_count:
            text = self.tr("{rows} have another answer than the same text in the project.")
            said.append(text.format(rows=words.rows(report.conflict_count)))
        if report.unknown:
            text = self.tr("{rows} stay unlabelled, because their answer is none of the project: ")
            said.append(
                text.format(rows=words.rows(_total(report.unknown))) + _named(report.unknown)
            )
        if report.unknown_splits:
            text = self.tr("{rows} name no split that is known: ")
            count = words.rows(_total(report.unknown_splits))
            said.append(text.format(rows=count) + _named(report.unknown_splits))
        return said

    def _add_left_out(self) -> None:
        report = self._report
        text = self.tr("{rows} were left out:").format(rows=words.rows(report.left_out_count))
        if report.left_out_count > len(report.left_out):
            shown, total = f"{len(report.left_out):,}", words.rows(report.left_out_count)
            text = self.tr("{total} were left out; showing the first {shown}:").format(
                shown=shown, total=total
            )
        self.body.addWidget(label(text, "field", wrap=True))
        self.table = LazyTableView(
            LazyTableModel(self._columns(), lambda places: [report.left_out[n] for n in places]),
            self.theme,
            self.tr("Rows that were left out"),
        )
        self.table.show_ids(range(len(report.left_out)))
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.body.addWidget(self.table, 1)
        self.save_button = button(self.theme, self.tr("Save this list…"), "save")
        self.save_button.clicked.connect(self._ask_where)
        self.footer.insertWidget(0, self.save_button)

    def _add_conflicts(self) -> None:
        text = self.tr("Decide on the answers that differ…")
        self.decide_button = button(self.theme, text, "scale")
        self.decide_button.clicked.connect(self._decide)
        self.footer.insertWidget(0, self.decide_button)

    @Slot()
    def _decide(self) -> None:
        dialog = ConflictDialog(self._context, self._report, self)
        dialog.accepted.connect(self.decide_button.hide)
        dialog.open()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Line"), 80, lambda row: f"{row.line:,}", right=True, mute=True),
            Column(self.tr("Why"), 400, lambda row: row.reason, stretch=1),
        )

    @Slot()
    def _ask_where(self) -> None:
        from services.settings import projects_folder

        name = self.tr("{source} left out.csv").format(source=self._report.source)
        suggestion = projects_folder() / name
        choose_target(self, self.tr("Save the list"), self.tr("CSV (*.csv)"), suggestion, self.save)


def write_left_out(path: Path, rows: tuple[LeftOut, ...]) -> None:
    """CSV with line and reason. Raises AppError when it cannot be written."""
    with beside(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "reason"))
        writer.writerows((row.line, row.reason) for row in rows)


def _total(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _named(counts: Mapping[str, int]) -> str:
    named = [f"“{name}” ({n:,})" for name, n in list(counts.items())[:MOST_NAMED]]
    more = len(counts) - len(named)
    return ", ".join(named) + (f" … (+{more:,})" if more else "")
