"""Import: says how a file is read, lets that be changed, and shows its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.pages.data import words
from gui.pages.data.answer_form import AnswerForm
from gui.pages.data.column_roles import ColumnRoles
from gui.pages.data.file_form import FileForm
from gui.pages.data.preview_table import PreviewTable
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import SectionLabel, label
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from services.datasets.mapping import Mapping
    from services.datasets.preview import Preview

SIZE = (1000, 630)
PAUSE_MS = 60
COLUMNS_WIDTH = 385


class ImportDialog(FormDialog):
    """`chosen` carries the path and the mapping. Every choice is followed by a new preview."""

    chosen = Signal(object, object)

    def __init__(self, context: PageContext, path: Path, preview: Preview, parent: QWidget) -> None:
        super().__init__(
            context.theme,
            self.tr("Import {name}").format(name=path.name),
            self.tr("Import"),
            parent=parent,
        )
        self._path = path
        self._datasets = context.project.datasets
        self._mapping = preview.mapping
        self._latest = Latest(
            context.background, self, self.tr("Reading the first rows"), pause_ms=PAUSE_MS
        )
        task = context.project.task
        self.form = FileForm()
        self.roles = ColumnRoles()
        self.answers = AnswerForm(context.theme, task)
        self.table = PreviewTable(context.theme, task)
        self._guessed = label("", "mute", wrap=True)
        self._left_out = label("", "warn", wrap=True)
        self._build()
        self.form.changed.connect(self._on_form)
        self.roles.changed.connect(self._on_choice)
        self.answers.changed.connect(self._on_choice)
        self._show_preview(preview)
        self.resize(*SIZE)

    @Slot()
    def confirm(self) -> None:
        if not self._mapping.text:
            self.show_error(_no_text(self))
            return
        self.chosen.emit(self._path, self._mapping)
        super().confirm()

    def _build(self) -> None:
        columns = QWidget()
        left = QVBoxLayout(columns)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(SectionLabel(self.tr("Columns of the file")))
        left.addWidget(self.roles, 1)
        left.addWidget(self.answers)
        rows = QWidget()
        right = QVBoxLayout(rows)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(8)
        right.addWidget(SectionLabel(self.tr("First rows as they will be read")))
        right.addWidget(self.table, 1)
        right.addWidget(self._left_out)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setHandleWidth(16)
        parts.setChildrenCollapsible(False)
        parts.addWidget(columns)
        parts.addWidget(rows)
        parts.setSizes([COLUMNS_WIDTH, SIZE[0] - COLUMNS_WIDTH])
        self.body.addWidget(self._guessed)
        self.body.addWidget(self.form)
        self.body.addWidget(parts, 1)
        self.finish_building()

    @Slot()
    def _on_form(self) -> None:
        self._ask(self.form.mapping(self._mapping))

    @Slot()
    def _on_choice(self) -> None:
        mapping = self.answers.mapping(self.roles.mapping(self._mapping))
        self.notices.clear()
        if mapping.text:
            self._ask(mapping)
        else:
            self._mapping = mapping
            self.table.show_rows(())
            self.show_error(_no_text(self))

    def _ask(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self.confirm_button.setEnabled(False)
        self._latest.ask(
            lambda _: self._datasets.preview(self._path, mapping),
            self._show_preview,
            self._show_failure,
        )

    def _show_failure(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            raise error
        self.table.show_rows(())
        self.show_error(error)

    def _show_preview(self, preview: Preview) -> None:
        self.notices.clear()
        self._mapping = preview.mapping
        self.form.show_preview(preview)
        self.roles.show_preview(preview)
        self.answers.show_preview(preview)
        self.table.show_rows(preview.rows)
        if preview.guessed:
            self._guessed.setText(
                self.tr("Guessed, and yours to change: {guesses}.").format(
                    guesses="; ".join(preview.guessed)
                )
            )
        self._say_left_out(preview)
        self.confirm_button.setEnabled(True)

    def _say_left_out(self, preview: Preview) -> None:
        first = [
            self.tr("line {line}: {reason}").format(line=row.line, reason=row.reason)
            for row in preview.left_out[:2]
        ]
        if len(preview.left_out) > len(first):
            first.append("…")
        self._left_out.setVisible(bool(first))
        self._left_out.setText(
            self.tr("{rows} of these will be left out – {reasons}").format(
                rows=words.rows(len(preview.left_out)), reasons="  ".join(first)
            )
        )


def _no_text(dialog: QWidget) -> AppError:
    return AppError(
        dialog.tr("No column is the text."),
        dialog.tr("Choose “Text” for the column that holds the texts."),
    )
