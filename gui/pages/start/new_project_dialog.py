"""Makes a new project: its name, what is asked of each text, and where it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from gui.pages.start.column_labels_dialog import ColumnLabelsDialog
from gui.pages.start.kind_choice import KindChoice
from gui.pages.start.labels_field import LabelsField
from gui.pages.start.place_field import PlaceField
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.schema_source import SchemaSource
from services.domain.errors import AppError
from services.domain.task import Task, TaskKind
from services.files import make_folder

if TYPE_CHECKING:
    from pathlib import Path

    from gui.page_context import PageContext

WIDTH = 660


class NewProjectDialog(FormDialog):
    """Stays open until the project is made, so that an error leaves all that was filled in."""

    def __init__(self, context: PageContext, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            context.theme, self.tr("New project"), self.tr("Create project"), parent=parent
        )
        self._context = context
        self.setMinimumWidth(WIDTH)
        self.name = QLineEdit(placeholderText=self.tr("Support tickets 2026"))
        self.kind = KindChoice(context.theme)
        self.labels = LabelsField(context.theme)
        self.schema = SchemaSource(context.theme)
        self.place = PlaceField(context.theme, folder)
        self._build()
        self._connect()
        self._show_kind(self.kind.kind)

    def task(self) -> Task:
        """What was filled in. Raises AppError when it makes no task."""
        name = self.name.text().strip()
        match self.kind.kind:
            case TaskKind.CLASSIFICATION:
                return Task.classification(name, self.labels.names())
            case TaskKind.SENTIMENT:
                return Task.sentiment(name, self.labels.names())
            case TaskKind.EXTRACTION:
                return Task.extraction(name, self.schema.schema())

    @Slot()
    def confirm(self) -> None:
        self._forget_problems()
        if not self.name.text().strip():
            self._name_row.set_problem(self.tr("Give the project a name."))
            self.name.setFocus()
            return
        try:
            task = self.task()
        except AppError as error:
            self._what_row.set_problem(f"{error.title} {error.way_out}")
            self._what_row.field.setFocus()
            return
        self._create(task)

    def show_error(self, error: AppError) -> None:
        self.confirm_button.setEnabled(True)
        super().show_error(error)

    def _create(self, task: Task) -> None:
        try:
            make_folder(self.place.path.parent)
        except AppError as error:
            self.show_error(error)
            return
        self.confirm_button.setEnabled(False)
        self._context.projects.create(self.place.path, task)

    def _build(self) -> None:
        self._name_row = FormRow(self.tr("Name"), self.name)
        self._what = QStackedWidget()
        self._labels_row = FormRow(self.tr("Labels"), self.labels)
        self._schema_row = FormRow(self.tr("Fields to extract"), self.schema)
        self._what.addWidget(self._labels_row)
        self._what.addWidget(self._schema_row)
        self.labels.setFocusProxy(self.labels.editor)
        self.schema.setFocusProxy(self.schema.fields.add_button)
        for row in (
            self._name_row,
            FormRow(self.tr("What is asked of each text?"), self.kind),
            self._what,
            FormRow(self.tr("Saved as"), self.place),
        ):
            self.body.addWidget(row)
        self.body.addStretch()
        self.finish_building()

    def _connect(self) -> None:
        self.name.textChanged.connect(self.place.follow_name)
        self.kind.changed.connect(self._show_kind)
        self.labels.asked_for_file.connect(self._take_from_file)
        for changed in (self.name.textChanged, self.labels.changed, self.schema.changed):
            changed.connect(self._forget_problems)
        self._context.projects.opened.connect(self.accept)

    @property
    def _what_row(self) -> FormRow:
        return self._labels_row if self.kind.kind.has_labels else self._schema_row

    @Slot(object)
    def _show_kind(self, kind: TaskKind) -> None:
        self._what.setCurrentWidget(self._what_row)
        self.labels.suggest(
            [self.tr("negative"), self.tr("positive")] if kind is TaskKind.SENTIMENT else []
        )
        self._forget_problems()

    @Slot()
    def _forget_problems(self) -> None:
        for row in (self._name_row, self._labels_row, self._schema_row):
            row.set_problem("")

    @Slot()
    def _take_from_file(self) -> None:
        dialog = ColumnLabelsDialog(self._context, self)
        dialog.taken.connect(self.labels.set_names)
        dialog.choose_file()
