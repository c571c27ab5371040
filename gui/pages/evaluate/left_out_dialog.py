"""The lines of a file of predictions that stand for no row, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.datasets.records import LeftOut
    from services.evaluation.importing import BroughtIn

WIDTH, HEIGHT = 560, 420


class LeftOutDialog(FormDialog):
    """A list to read."""

    def __init__(self, theme: Theme, found: BroughtIn, parent: QWidget | None = None) -> None:
        number = sum(found.reasons.values())
        text = ""
        if number > len(found.left_out):
            text = tr("Showing {shown} of {all}.").format(
                shown=f"{len(found.left_out):,}", all=f"{number:,}"
            )
        super().__init__(theme, tr("Lines that stand for no row"), tr("Close"), text, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lines = found.left_out
        model = LazyTableModel(_columns(), self._lines_at, self)
        self.table = LazyTableView(model, theme, tr("Lines that stand for no row"))
        model.set_ids(range(len(self._lines)))
        self.body.addWidget(self.table, 1)
        self.finish_building()
        self.cancel_button.hide()
        self.resize(WIDTH, HEIGHT)

    def _lines_at(self, numbers: Sequence[int]) -> list[LeftOut]:
        return [self._lines[number] for number in numbers]


def _columns() -> tuple[Column, ...]:
    return (
        Column(tr("Line"), 80, lambda each: f"{each.line:,}", right=True, mute=True),
        Column(tr("Why"), 300, lambda each: each.reason, stretch=1),
    )
