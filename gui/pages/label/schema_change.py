"""The way from “Edit schema…” to the rows whose answers do not fit any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.navigation import Page
from gui.pages.label.schema_dialog import SchemaDialog
from gui.widgets.notice_bar import Notice, NoticeKind
from services.domain.example import ExampleFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.page_context import PageContext
    from gui.widgets.page import PageWidget
    from services.datasets.schema_guess import Schema
    from services.domain.evidence import Slot as FieldPlace
    from services.jobs import JobContext
    from services.labeling.fitting import Fit


class SchemaChange(QObject):
    """Opens the dialog, and tells afterwards on the page what does not fit."""

    def __init__(self, context: PageContext, page: PageWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    @Slot()
    def ask(self) -> None:
        """Let the user change the schema."""
        dialog = SchemaDialog(self._context, self._page.window())
        dialog.chosen.connect(self._save)
        dialog.open()

    @Slot(object, object)
    def _save(self, schema: Schema, renames: Mapping[FieldPlace, str]) -> None:
        labeling = self._context.project.labeling

        def save(context: JobContext) -> Fit:
            labeling.save_schema(schema, renames, context)
            return labeling.fit(schema, context=context)

        self._context.background.run(
            self.tr("Saving the schema"),
            save,
            owner=self,
            done=self._tell,
            failed=lambda error: self._context.errors.show(error, self._page),
        )

    def _tell(self, fit: Fit) -> None:
        count = len(fit.misfits)
        if not count:
            words = self.tr("Every answer fits it.") if fit.answers else ""
            saved = self.tr("The schema is saved.")
            self._page.notify(Notice(NoticeKind.SUCCESS, saved, words))
            return
        title = self.tr("{n} answered examples do not fit the new schema.").format(n=f"{count:,}")
        if count == 1:
            title = self.tr("1 answered example does not fit the new schema.")
        self._page.notify(
            Notice(
                NoticeKind.WARNING,
                title,
                self.tr("Their answers are kept as they are until you save them anew."),
                action=self.tr("Open them"),
                run=lambda: self._open(fit),
            )
        )

    def _open(self, fit: Fit) -> None:
        self._context.navigation.go(Page.LABEL, ExampleFilter(ids=fit.misfits))
