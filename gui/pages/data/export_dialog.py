"""Export of training and validation rows as the file a model is tuned with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext


class ExportDialog(FormDialog):
    """Stand-in while looking."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(context.theme, "Export", "Export", parent=parent)
        self.finish_building()
