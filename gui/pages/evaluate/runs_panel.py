"""The runs over one snapshot: as a table to sort and filter, or as accuracy against cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.pages.evaluate.run_columns import (
    RECIPE_COLUMNS,
    cost_text,
    model_text,
    prompt_text,
    run_columns,
)
from gui.pages.evaluate.run_order import Order, in_order, tokens
from gui.tables.label_delegate import ROW_HEIGHT
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.card import Card
from gui.widgets.cost_chart import CostChart, Dot
from gui.widgets.labels import label
from gui.widgets.numbers import short_count
from gui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from gui.pages.evaluate.loading import RunRow
    from gui.theme import Theme
    from services.evaluation.tied import Tied

TABLE_FRAME, SCROLL_BAR = 44, 16
"""Pixels of the header and the borders of the table, and of a scroll bar below it."""
HEADERS = {
    0: Order.NAME,
    2: Order.ACCURACY,
    3: Order.F1,
    7: Order.COST,
    8: Order.LATENCY,
    9: Order.TOKENS,
}
CHART_HEIGHT = 250
SPACING = 6


class RunsPanel(QWidget):
    """`current_changed` says that another run is shown, `activated` that its mistakes are
    wanted."""

    current_changed = Signal()
    activated = Signal()

    def __init__(self, theme: Theme, f1_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[RunRow, ...] = ()
        self._by_id: dict[str, RunRow] = {}
        self._tied: Tied | None = None
        self._model = LazyTableModel(run_columns(f1_name), self._rows_of, self)
        self.table = LazyTableView(self._model, theme, self.tr("Runs"))
        self.chart = CostChart(theme, self.tr("Accuracy against cost"))
        self.filter = QLineEdit(placeholderText=self.tr("Filter runs…"))
        self.order = QComboBox()
        self.tied = label("", "small", wrap=True)
        self.none_shown = label(self.tr("No run has these words."), "mute")
        self.view = Segmented[bool](
            self.tr("How the runs are shown"),
            ((self.tr("Table"), False), (self.tr("Chart"), True)),
        )
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    @property
    def current(self) -> RunRow | None:
        """The run that is shown in full."""
        return self._by_id.get(self.table.current_id or "")

    def show_rows(
        self, rows: Sequence[RunRow], tied: Tied | None, wanted: str | None = None
    ) -> None:
        """Show the runs of a snapshot; `wanted` is the id of the one to go to."""
        self._rows, self._tied = tuple(rows), tied
        self._by_id = {row.compared.run.id: row for row in rows}
        recipes = any(row.compared.recipe for row in rows)
        for column in RECIPE_COLUMNS:
            self.table.setColumnHidden(column, not recipes)
        self.tied.setText(self._tied_words())
        self.tied.setVisible(bool(self.tied.text()))
        if wanted is not None and wanted in self._by_id:
            self.filter.clear()
        self._show_ids()
        if not (wanted and self.table.go_to(wanted)) and self.current is None and rows:
            self.table.go_to_row(0)
        self._show_dots()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        for order, text in (
            (Order.NEWEST, self.tr("Newest first")),
            (Order.ACCURACY, self.tr("Accuracy")),
            (Order.F1, self.tr("F1")),
            (Order.COST, self.tr("Cost")),
            (Order.LATENCY, self.tr("Latency")),
            (Order.TOKENS, self.tr("Tokens")),
            (Order.NAME, self.tr("Model")),
        ):
            self.order.addItem(text, order)
        self.order.setAccessibleName(self.tr("Order of the runs"))
        self.filter.setAccessibleName(self.tr("Filter runs"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(220)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        row.addWidget(label(self.tr("Sort by"), "mute"))
        row.addWidget(self.order)
        row.addWidget(self.none_shown)
        row.addStretch()
        row.addWidget(self.view)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.chart)
        self._card = Card(margin=1)
        self._card.add(self._stack, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        self._above = row
        layout.addLayout(row)
        layout.addWidget(self._card, 100)
        layout.addWidget(self.tied)
        layout.addStretch(1)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.none_shown.hide()

    def _connect(self) -> None:
        self.table.current_changed.connect(self._on_current)
        self.table.activated_id.connect(lambda _: self.activated.emit())
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by_column)
        self.chart.chosen.connect(self.table.go_to)
        self.chart.activated.connect(lambda _: self.activated.emit())
        self.filter.textChanged.connect(self._show_ids)
        self.order.currentIndexChanged.connect(self._show_ids)
        self.view.chosen.connect(self._show_view)

    def _rows_of(self, ids: Sequence[str]) -> list[RunRow | None]:
        return [self._by_id.get(run_id) for run_id in ids]

    @Slot()
    def _show_ids(self) -> None:
        rows = in_order(self._rows, Order(self.order.currentData()), self.filter.text())
        self.table.show_ids([row.compared.run.id for row in rows])
        self.none_shown.setVisible(bool(self._rows) and not rows)
        self._fit()

    @Slot(int)
    def _sort_by_column(self, column: int) -> None:
        if column in HEADERS:
            self.order.setCurrentIndex(self.order.findData(HEADERS[column]))

    @Slot(object)
    def _show_view(self, chart: bool) -> None:
        self._stack.setCurrentWidget(self.chart if chart else self.table)
        self._fit()

    def _fit(self) -> None:
        """A table is no taller than its runs."""
        wide = self.table.horizontalHeader().length() > self.table.viewport().width()
        rows = ROW_HEIGHT * max(2, len(self._model.ids))
        table = TABLE_FRAME + rows + (SCROLL_BAR if wide else 0)
        height = CHART_HEIGHT if self.view.value else table
        self._card.setMaximumHeight(height)
        words = self.tied.heightForWidth(self.width()) + SPACING if self.tied.text() else 0
        self.setMaximumHeight(self._above.sizeHint().height() + SPACING + height + words)

    @Slot()
    def _on_current(self) -> None:
        self.chart.go_to(self.table.current_id)
        self.current_changed.emit()

    def _show_dots(self) -> None:
        """By money where every price is known, else by tokens."""
        measured = [row for row in self._rows if row.compared.measures.interval is not None]
        priced = all(row.compared.dollars is not None for row in measured)
        unit = self.tr("cost of the run") if priced else self.tr("tokens of the run")
        if any(row.compared.measures.counts.not_run for row in measured):
            unit = self.tr("{unit} (hollow: not all rows were asked)").format(unit=unit)
        text = _dollar_tick if priced else _token_tick
        dots = [self._dot(row, priced=priced) for row in measured]
        self.chart.show_dots(dots, unit, text, self.table.current_id)

    def _dot(self, row: RunRow, *, priced: bool) -> Dot:
        compared, measures = row.compared, row.compared.measures
        assert measures.interval is not None
        assert measures.accuracy is not None
        alike = self._tied is not None and compared.run.id in self._tied.runs
        return Dot(
            compared.run.id,
            f"{model_text(row)} · {prompt_text(row)}",
            (compared.dollars or 0.0) if priced else tokens(row),
            measures.accuracy,
            measures.interval.low,
            measures.interval.high,
            "accent" if alike else "mute",
            measures.counts.not_run == 0,
        )

    def _tied_words(self) -> str:
        """Which runs cannot be told from the best, and the cheapest of them."""
        tied = self._tied
        if tied is None or not {tied.best, tied.cheapest} <= self._by_id.keys():
            return ""
        best, cheap = self._by_id[tied.best], self._by_id[tied.cheapest]
        if len(tied.runs) == 1:
            words = self.tr("{name} is better than every other finished run here.")
            return words.format(name=_name(best))
        words = self.tr(
            "{number} runs are tied: no difference to the best can be seen. The cheapest of them:"
            " {name} ({cost})."
        )
        cost = cost_text(cheap.compared.dollars) if tied.by_price else self._tokens_words(cheap)
        return words.format(number=len(tied.runs), name=_name(cheap), cost=cost)

    def _tokens_words(self, row: RunRow) -> str:
        return self.tr("{number} tokens").format(number=short_count(tokens(row)))


def _name(row: RunRow) -> str:
    return f"{model_text(row)} · {prompt_text(row)}"


def _dollar_tick(value: float) -> str:
    return f"${value:,.2f}" if value >= 0.1 or value == 0 else f"${value:.2g}"


def _token_tick(value: float) -> str:
    return short_count(round(value))
