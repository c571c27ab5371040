"""Split a label: choose the rows that the new one is for."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.latest import Latest
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.label_editor.label_words import rows
from gui.widgets.labels import label as text_label
from gui.widgets.segmented import Segmented
from services.domain.example import ExampleFilter

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.domain.task import Label

WIDTH = 520
PAUSE_MS = 120


class Way(enum.Enum):
    """How the rows of the new label are found."""

    CONTAINS = enum.auto()
    ONE_BY_ONE = enum.auto()


class SplitLabelDialog(FormDialog):
    """`chosen` carries the name of the new label, the filter of its rows, and the way."""

    chosen = Signal(str, object, object)

    def __init__(self, context: PageContext, label: Label, parent: QWidget) -> None:
        super().__init__(
            context.theme,
            self.tr("Split “{name}”").format(name=label.name),
            self.tr("Split"),
            self.tr("A new label takes some of the rows of this one. Ctrl+Z takes it back."),
            parent,
        )
        self._datasets = context.project.datasets
        self._label = label
        self._count = 0
        self._latest = Latest(
            context.background, self, self.tr("Counting the rows"), pause_ms=PAUSE_MS
        )
        self.setMinimumWidth(WIDTH)
        self.name = QLineEdit()
        self.search = QLineEdit()
        self.way = Segmented(
            self.tr("Which rows"),
            [
                (self.tr("Those that contain…"), Way.CONTAINS),
                (self.tr("Look at them one by one"), Way.ONE_BY_ONE),
            ],
        )
        self._question = text_label("", "", wrap=True)
        self._build()
        self._look()

    @property
    def question(self) -> str:
        return self._question.text()

    @property
    def counted(self) -> bool:
        return not self._latest.busy

    @property
    def wanted(self) -> ExampleFilter:
        by_words = self.way.value is Way.CONTAINS
        search = self.search.text().strip() if by_words else ""
        return ExampleFilter(label=self._label.id, search=search)

    @Slot()
    def confirm(self) -> None:
        self.chosen.emit(self.name.text().strip(), self.wanted, self.way.value)
        super().confirm()

    def _build(self) -> None:
        self._search_row = FormRow(self.tr("Words in the text"), self.search)
        self.body.addWidget(FormRow(self.tr("New label"), self.name))
        self.body.addWidget(FormRow(self.tr("Which rows"), self.way))
        self.body.addWidget(self._search_row)
        self.body.addWidget(self._question)
        self.body.addStretch()
        self.finish_building()
        self.name.textChanged.connect(self._look)
        self.search.textChanged.connect(self._look)
        self.way.chosen.connect(self._look)

    @Slot()
    def _look(self) -> None:
        by_words = self.way.value is Way.CONTAINS
        self._search_row.setEnabled(by_words)
        self.confirm_button.setEnabled(False)
        if by_words and not self.search.text().strip():
            self._question.setText(self.tr("Type the words by which its rows are known."))
            return
        wanted = self.wanted
        self._latest.ask(lambda context: self._datasets.counts(wanted, context).total, self._say)

    def _say(self, count: int) -> None:
        name = self.name.text().strip()
        self.confirm_button.setEnabled(bool(name and count))
        if not name:
            self._question.setText(self.tr("{rows} so far.").format(rows=rows(count)))
            return
        if self.way.value is Way.CONTAINS:
            text = self.tr("Label {rows} of “{old}” as “{new}”?")
        else:
            text = self.tr("Look at {rows} of “{old}” in the queue “Check again”, to find “{new}”?")
        said = text.format(rows=rows(count), old=self._label.name, new=name)
        self._question.setText(said)
