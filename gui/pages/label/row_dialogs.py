"""What opens over the Label page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gui.pages.label.answers_dialog import AnswersDialog
from gui.pages.label.keys_dialog import LabelKeysDialog
from gui.widgets.label_editor.dialog import LabelsDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from gui.pages.label.queue_walk import QueueWalk


class RowDialogs(QObject):
    """The keys of the labels, the labels, and all that was ever said of the row at hand."""

    def __init__(self, context: PageContext, walk: QueueWalk, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._project = context.project
        self._walk = walk
        self._page = page

    @Slot()
    def show_keys(self) -> None:
        keys = self._project.label_keys
        if keys.all():
            labels = self._project.task.labels
            LabelKeysDialog(self._context.theme, labels, keys, self._page.window()).open()

    @Slot()
    def show_labels(self) -> None:
        LabelsDialog(self._context, self._page).open()

    @Slot()
    def show_answers(self) -> None:
        example = self._walk.example
        if example is not None:
            answers = self._project.labeling.answers_of(example.id)
            names = {label.id: label.name for label in self._project.task.labels}
            AnswersDialog(self._context.theme, answers, names, self._page.window()).open()
