"""Import: says how a file is read, lets that be changed, and shows its first rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.pages.data import words
from gui.pages.data.answer_form import AnswerForm
from gui.pages.data.column_roles import ColumnRoles
from gui.pages.data.duplicates_choice import DuplicatesChoice
from gui.pages.data.file_form import FileForm
from gui.pages.data.label_spellings import LabelSpellings
from gui.pages.data.preview_table import PreviewTable
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import SectionLabel, label
from gui.widgets.notice_bar import Notice, NoticeKind
from services.datasets.mapping import UnknownLabels
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext
    from services.datasets.answer_survey import AnswerSurvey
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
        self._surveying = Latest(context.background, self, self.tr("Looking through the answers"))
        self._survey: AnswerSurvey | None = None
        self._surveyed: Mapping | None = None
        self._task = task = context.project.task
        self.form = FileForm()
        self.roles = ColumnRoles()
        self.answers = AnswerForm(context.theme, task)
        self.table = PreviewTable(context.theme, task)
        self.duplicates = DuplicatesChoice()
        self._guessed = label("", "mute", wrap=True)
        self._left_out = label("", "warn", wrap=True)
        self._build()
        self.form.changed.connect(self._on_form)
        self.roles.changed.connect(self._on_choice)
        self.answers.changed.connect(self._on_choice)
        self.answers.asked_for_labels.connect(self._ask_for_labels)
        self._show_preview(preview)
        self.resize(*SIZE)

    @Slot()
    def confirm(self) -> None:
        if not self._mapping.text:
            self.show_error(_no_text(self))
            return
        duplicates = self.duplicates.chosen
        self.chosen.emit(self._path, replace(self._mapping, duplicates=duplicates))
        super().confirm()

    def done(self, result: int) -> None:
        """Whatever is still being read is not wanted any more."""
        self._latest.drop()
        self._surveying.drop()
        super().done(result)

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
        self.footer.insertWidget(0, self.duplicates)
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
        self._offer_no_quoting(preview)
        self._look_through_answers()
        self.confirm_button.setEnabled(True)

    def _offer_no_quoting(self, preview: Preview) -> None:
        if preview.quotes_swallow:
            self.notices.show_notice(
                Notice(
                    NoticeKind.WARNING,
                    self.tr("Quotes of this file seem to be ordinary characters."),
                    self.tr("Rows between two of them are lost inside a cell."),
                    action=self.tr("Read without quoting"),
                    run=lambda: self.form.quoting.setChecked(False),
                )
            )

    def _look_through_answers(self) -> None:
        """Unless the answers of this column are known already, look through the whole file."""
        mapping = self._mapping
        wanted = replace(
            mapping, labels=(), unknown_labels=UnknownLabels.LEAVE_UNLABELLED, metadata=None
        )
        if wanted != self._surveyed:
            self._survey, self._surveyed = None, wanted
            self._surveying.drop()
            if mapping.answer is not None and mapping.text and self._task.kind.has_labels:
                self._surveying.ask(
                    lambda context: self._datasets.survey(self._path, wanted, context),
                    self._show_survey,
                    lambda _: None,
                )
        self.answers.show_survey(self._survey, mapping)

    def _show_survey(self, survey: AnswerSurvey) -> None:
        self._survey = survey
        self.answers.show_survey(survey, self._mapping)

    @Slot()
    def _ask_for_labels(self) -> None:
        if self._survey is not None:
            labels = dict(self._mapping.labels)
            dialog = LabelSpellings(self.theme, self._task, self._survey, labels, self)
            dialog.chosen.connect(self._take_labels)
            dialog.open()

    @Slot(object)
    def _take_labels(self, labels: tuple[tuple[str, str], ...]) -> None:
        self._ask(replace(self._mapping, labels=labels))

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
