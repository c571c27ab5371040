"""The Slices tab: the run divided by a column, by length, split or annotator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.pills import PillKind
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.labels import ElidedLabel, label
from gui.widgets.numbers import interval_text, percent
from services.evaluation.slices import InSlice, SliceBy, SliceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from gui.page_context import PageContext
    from services.domain.prediction import Run
    from services.evaluation.slices import Slice


class SlicesPanel(QWidget):
    """`opened` carries the slice whose mistakes the user wants to see."""

    opened = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = context.project
        self._run: Run | None = None
        self._slices: tuple[Slice, ...] = ()
        self._stale = False
        self._wanted = SliceBy(SliceKind.LENGTH)
        self._latest = Latest(context.background, self, self.tr("Dividing a run"), pause_ms=0)
        self.by = QComboBox()
        self.by.setAccessibleName(self.tr("What the rows are divided by"))
        self.by.setMinimumWidth(200)
        self.none = label(self.tr("No row with a gold answer has a reply yet."), "mute")
        self._model = LazyTableModel(_columns(), self._rows, self)
        self.table = LazyTableView(self._model, context.theme, self.tr("Slices"))
        self._build()
        self._offer(())
        self.by.activated.connect(self._choose)
        self.table.activated_id.connect(self._open)

    def show_run(self, run: Run) -> None:
        """Show a run; nothing is computed while the tab is hidden."""
        self._run = run
        self._stale = True
        if self.isVisible():
            self._load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        divided = label(self.tr("Divided by"), "mute")
        divided.setBuddy(self.by)
        row.addWidget(divided)
        row.addWidget(self.by)
        hint = self.tr(
            "Amber: the interval lies under the accuracy of the whole run. Enter: the mistakes."
        )
        row.addWidget(ElidedLabel(hint, "small"), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 10, 4, 0)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.none)
        layout.addWidget(self.table, 1)
        self.none.hide()

    def _load(self) -> None:
        run, by, evaluation = self._run, self._wanted, self._workspace.evaluation
        if run is None:
            return
        self._stale = False
        self._latest.ask(
            lambda _: (evaluation.columns(run), evaluation.slices(run, by)),
            lambda found: self._show(*found),
        )

    def _show(self, columns: tuple[str, ...], found: tuple[Slice, ...]) -> None:
        self._offer(columns)
        self._slices = found
        self.table.show_ids(range(len(found)))
        self.none.setVisible(not found)
        self.table.setVisible(bool(found))

    def _offer(self, columns: tuple[str, ...]) -> None:
        self.by.clear()
        for text, by in (
            (self.tr("Length of the text"), SliceBy(SliceKind.LENGTH)),
            (self.tr("Split"), SliceBy(SliceKind.SPLIT)),
            (self.tr("Annotator"), SliceBy(SliceKind.ANNOTATOR)),
        ):
            self.by.addItem(text, by)
        for column in columns:
            self.by.addItem(column, SliceBy(SliceKind.COLUMN, column))
        offered = [self.by.itemData(at) for at in range(self.by.count())]
        at = offered.index(self._wanted) if self._wanted in offered else -1
        self.by.setCurrentIndex(at)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self._wanted = self.by.itemData(index)
        self._load()

    def _rows(self, numbers: Sequence[int]) -> list[Slice]:
        return [self._slices[number] for number in numbers]

    @Slot(object)
    def _open(self, number: int) -> None:
        chosen = self._slices[number]
        if chosen.right < chosen.rows:
            self.opened.emit(InSlice(self._wanted, chosen.value))


def _columns() -> tuple[Column, ...]:
    return (
        Column(tr("Rows that have"), 180, _value_text, stretch=1),
        Column(tr("Accuracy"), 90, lambda each: percent(each.accuracy), _pill, right=True),
        Column(tr("95 % interval"), 110, lambda each: interval_text(each.interval), right=True),
        Column(tr("Right"), 70, lambda each: f"{each.right:,}", right=True),
        Column(tr("Rows"), 70, lambda each: f"{each.rows:,}", right=True),
    )


def _value_text(each: Slice) -> str:
    return each.value or tr("no value")


def _pill(each: Slice) -> PillKind | None:
    return PillKind.WARN if each.low else None
