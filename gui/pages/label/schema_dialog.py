"""Changes the schema of the project, and says what that means for the answers there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal, Slot

from gui.latest import Latest
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label, set_role
from gui.widgets.schema_source import SchemaSource
from services.domain.errors import AppError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from services.labeling.fitting import Fit

WIDTH = 760
HEIGHT = 560
PAUSE_MS = 300


class SchemaDialog(FormDialog):
    """`chosen` carries another schema, and the new names of its fields by their old place."""

    chosen = Signal(object, object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context.theme,
            QCoreApplication.translate("SchemaDialog", "Fields to extract"),
            QCoreApplication.translate("SchemaDialog", "Save schema"),
            parent=parent,
        )
        self._labeling = context.project.labeling
        self._schema = self._labeling.task().schema or {}
        self.source = SchemaSource(context.theme)
        self.impact = label("", "small", wrap=True)
        title = self.tr("Checking the answers against the schema")
        self._fitting = Latest(context.background, self, title, pause_ms=PAUSE_MS)
        self.resize(WIDTH, HEIGHT)
        self.body.addWidget(self.source, 1)
        self.body.addWidget(self.impact)
        self.finish_building()
        self.source.show_schema(self._schema)
        self.source.changed.connect(self._look)
        self.finished.connect(self._fitting.drop)
        self._look()

    @property
    def busy(self) -> bool:
        """The answers are being checked against what stands here."""
        return self._fitting.busy

    @Slot()
    def confirm(self) -> None:
        try:
            schema = self.source.schema()
        except AppError as error:
            self.show_error(error)
            return
        self.accept()
        if schema != self._schema:
            self.chosen.emit(schema, self.source.renames())

    @Slot()
    def _look(self) -> None:
        self.impact.setText("")
        try:
            schema = self.source.schema()
        except AppError:
            self._fitting.drop()
            return
        renames = self.source.renames()
        self._fitting.ask(
            lambda context: self._labeling.fit(schema, renames, context), self._show_fit
        )

    def _show_fit(self, fit: Fit) -> None:
        words, misfits = "", len(fit.misfits)
        if misfits:
            words = self.tr(
                "Answers of {n} examples do not fit. They stay as they are; after saving you can"
                " open them."
            ).format(n=f"{misfits:,}")
            if misfits == 1:
                words = self.tr(
                    "The answer of 1 example does not fit. It stays as it is; after saving you can"
                    " open it."
                )
        elif fit.answers:
            words = self.tr("All answers fit.")
        if self.source.renames():
            words = self.tr("Your answers get the new names.") + " " + words
        self.impact.setText(words.strip())
        set_role(self.impact, "warn" if misfits else "ok")
