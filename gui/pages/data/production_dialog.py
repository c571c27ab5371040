"""How texts from production differ from those that are labelled, with the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from gui.pages.data.check_words import difference_lines, texts
from gui.pages.data.finding_lines import FindingLines
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.datasets.checking import ProductionLook

WIDTH = 720
TABLE_HEIGHT = 200


class ProductionDialog(FormDialog):
    """The table shows all texts at first, then those of the difference that was asked for."""

    def __init__(self, theme: Theme, look: ProductionLook, parent: QWidget) -> None:
        title = self.tr("{source} and what is labelled").format(source=look.source)
        super().__init__(theme, title, self.tr("Close"), self._counts(look), parent)
        self._look = look
        self._differences = difference_lines(look.found)
        self.setMinimumWidth(WIDTH)
        self.cancel_button.hide()
        self.lines = FindingLines(theme, self.tr("Show texts"))
        self.lines.asked.connect(self._show_texts)
        same = self.tr("Length, language and words are like those of the labelled texts.")
        self.lines.show_lines(
            [(text, bool(places)) for text, places in self._differences],
            "" if self._differences else same,
        )
        self._shown = label("", "small")
        self.table = LazyTableView(
            LazyTableModel(
                (Column(self.tr("Text"), 400, lambda text: text, stretch=True),),
                lambda places: [look.texts[place] for place in places],
            ),
            theme,
            self.tr("Texts of the file"),
        )
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.body.addWidget(self.lines)
        self.body.addWidget(self._shown)
        self.body.addWidget(self.table, 1)
        self.finish_building()
        self._show_places(range(len(look.texts)))

    def _counts(self, look: ProductionLook) -> str:
        said = self.tr("{here} of the file, compared with {labelled} that are labelled.").format(
            here=texts(look.found.production), labelled=texts(look.found.labelled)
        )
        if look.left_out:
            left = self.tr("{n} rows without a text were left out.").format(n=f"{look.left_out:,}")
            said = f"{said} {left}"
        return said

    @Slot(int)
    def _show_texts(self, number: int) -> None:
        self._show_places(self._differences[number][1])

    def _show_places(self, places: range | tuple[int, ...]) -> None:
        self.table.show_ids(places)
        self.table.go_to_row(0)
        self._shown.setText(
            self.tr("Showing {shown} of {all}").format(
                shown=f"{len(places):,}", all=texts(len(self._look.texts))
            )
        )
