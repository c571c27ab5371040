"""Rows with what several sides say of them: a table, and one row in full below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gui.pages.prompt.pair_list import LETTERS
from gui.pages.prompt.side_row import SideRowView
from gui.pages.prompt.verdicts import not_run, verdict
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.empty_state import EmptyState
from gui.widgets.labels import label
from gui.widgets.numbers import counted
from gui.widgets.segmented import Segmented
from services.domain.prediction import PredictionState
from services.evaluation.side_by_side import SideRows, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from gui.pills import PillKind
    from gui.theme import Theme
    from services.domain.example import Value
    from services.evaluation.side_by_side import SideRow

HEIGHTS = (260, 170)
VIEW_WIDTH = 300
EMPTY, FULL = range(2)


class SideResults(QWidget):
    """`opened` carries the id of an example that was chosen with Enter or a double click."""

    opened = Signal(object)

    def __init__(
        self,
        theme: Theme,
        said: Callable[[Value | None], str],
        schema: Mapping[str, Any] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said = said
        self._schema = schema
        self._titles: tuple[str, ...] = ()
        self._rows = SideRows((), 0, schema)
        self._by_id: dict[str, SideRow] = {}
        self.view = Segmented[View](
            self.tr("Which rows"),
            [
                (self.tr("All"), View.ALL),
                (self.tr("Wrong"), View.WRONG),
                (self.tr("Failed"), View.FAILED),
                (self.tr("Different"), View.DIFFERENT),
            ],
        )
        self.count = label("", "mute")
        self.summary = label("", wrap=True)
        self.table: LazyTableView | None = None
        self._model: LazyTableModel | None = None
        self.detail = SideRowView(theme)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._stack = QStackedWidget()
        self._build()
        self.view.chosen.connect(self._show_view)

    @property
    def rows(self) -> tuple[SideRow, ...]:
        return self._rows.rows

    def show_rows(self, titles: Sequence[str], rows: SideRows, cost: str = "") -> None:
        """Show rows; each has a prediction for each of `titles`. `cost` stands in the summary."""
        self._rows = rows
        self._by_id = {row.example_id: row for row in rows.rows}
        if tuple(titles) != self._titles or self._model is None:
            self._titles = tuple(titles)
            self._make_table()
        self._stack.setCurrentIndex(FULL)
        parts = [self._tally_words(side) for side in range(len(titles))]
        self.summary.setText(" · ".join(filter(None, (*parts, cost))))
        self._show_view()

    def show_view(self, view: View) -> None:
        """Show all rows, or those that are wrong, failed or different."""
        self.view.choose(view)
        self._show_view()

    def _tally_words(self, side: int) -> str:
        found = self._rows.tallies[side]
        words = self.tr("{letter}: {right} of {all} right").format(
            letter=LETTERS[side], right=f"{found.right:,}", all=f"{found.counted:,}"
        )
        if not found.failed:
            return words
        return words + ", " + self.tr("{number} failed").format(number=f"{found.failed:,}")

    @Slot()
    def _show_view(self) -> None:
        found = self._rows.shown(self.view.value)
        self.count.setText(counted(len(found), self.tr("{number} row"), self.tr("{number} rows")))
        if self._model is None or self.table is None:
            return
        ids = [row.example_id for row in found]
        if ids == list(self._model.ids):
            self._model.refresh()
            self._show_current(self.table.current_id)
        else:
            self.table.show_ids(ids)
        if self.table.current_id is None and ids:
            self.table.go_to(ids[0])

    @Slot(object)
    def _show_current(self, example_id: str | None) -> None:
        row = self._by_id.get(example_id or "")
        self.detail.setVisible(row is not None)
        if row is not None:
            words = [verdict_of(row, side, self._schema) for side in range(len(self._titles))]
            self.detail.show_row(row, self._said(row.gold), words)

    def _make_table(self) -> None:
        old = self.table
        self._model = LazyTableModel(
            columns(self._titles, self._said, self._schema),
            lambda ids: [self._by_id.get(each) for each in ids],
            self,
        )
        self.table = LazyTableView(self._model, self._theme, self.tr("Rows side by side"))
        self.table.current_changed.connect(self._show_current)
        self.table.activated_id.connect(self.opened)
        if old is None:
            self._splitter.insertWidget(0, self.table)
            self._splitter.setSizes(list(HEIGHTS))
        else:
            self._splitter.replaceWidget(0, self.table)
            old.deleteLater()
        self.detail.show_sides(self._titles)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.view)
        head.addWidget(self.count)
        head.addWidget(self.summary, 1)
        self.view.setMinimumWidth(VIEW_WIDTH)
        self.view.setToolTip(self.tr("Ctrl+1 to Ctrl+4"))
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.detail)
        column.addWidget(self._splitter, 1)
        self.detail.hide()
        empty = EmptyState(
            self._theme,
            "split",
            self.tr("Nothing to compare yet"),
            self.tr("Ctrl+Enter puts what is chosen above side by side, row by row."),
        )
        for part in (empty, full):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)


def columns(
    titles: Sequence[str],
    said: Callable[[Value | None], str],
    schema: Mapping[str, Any] | None,
) -> tuple[Column, ...]:
    """Text, gold answer and a column for each side."""

    def side_column(side: int, title: str) -> Column:
        def text(row: SideRow) -> str:
            prediction = row.predictions[side]
            if prediction is not None and prediction.state is PredictionState.ANSWERED:
                return said(prediction.value)
            return verdict_of(row, side, schema)[0]

        return Column(
            title,
            130,
            text,
            pill=lambda row: verdict_of(row, side, schema)[1],
            stretch=1,
            hint=title,
        )

    return (
        Column(tr("Text"), 180, lambda row: row.text, stretch=2),
        Column(tr("Gold answer"), 110, lambda row: said(row.gold), mute=True, stretch=1),
        *(side_column(side, title) for side, title in enumerate(titles)),
    )


def side_titles(sides: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A short title for each prompt and model: a letter, and what tells it from the others."""
    prompts, models = {prompt for prompt, _ in sides}, {model for _, model in sides}
    titles: list[str] = []
    for letter, (prompt, model) in zip(LETTERS, sides, strict=False):
        parts = [prompt] if len(prompts) > 1 or len(models) == 1 else []
        parts += [model] if len(models) > 1 else []
        titles.append(f"{letter}  {' · '.join(parts)}")
    return tuple(titles)


def verdict_of(row: SideRow, side: int, schema: Mapping[str, Any] | None) -> tuple[str, PillKind]:
    """The word for what a side says of a row, and its colour."""
    prediction = row.predictions[side]
    return not_run() if prediction is None else verdict(prediction, row.gold, schema)
