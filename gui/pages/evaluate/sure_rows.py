"""The rows of a run with what says how sure each answer is, in an order of choice."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.evaluate.confidence_loading import Sureness, prediction_text
from gui.pills import PillKind
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.labels import label
from gui.widgets.numbers import counted
from gui.words import likelihood_name, likelihood_pill, vote_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.confidence import Likelihood
    from services.evaluation.confidence import SureRow

TEXT_LETTERS = 200
LAST = 9
"""Behind every place on the scale."""
VOTES, OWN, JUDGE = 2, 3, 4


class Order(enum.Enum):
    """The orders of the rows."""

    AS_THEY_ARE = "as they are"
    FEWEST_VOTES = "fewest votes"
    MOST_VOTES = "most votes"
    LEAST_LIKELY = "least likely"
    MOST_LIKELY = "most likely"
    OWN_LEAST = "its own word, least likely"


class SureRows(QWidget):
    """`opened` carries the id of the example that the user wants to see. `head`, with the choice
    of the order, is the owner's to place."""

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Sureness | None = None
        self._by_id: dict[str, SureRow] = {}
        self.order = QComboBox()
        self.order.setAccessibleName(self.tr("Order of the rows"))
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.head = QWidget()
        self._words = label("", "small")
        self._model = LazyTableModel(self._columns(), self._rows_of, self)
        self.table = LazyTableView(self._model, theme, self.tr("Rows by how sure they are"))
        self._build()
        self.order.activated.connect(self._sort)
        self.table.activated_id.connect(self.opened)

    @property
    def words(self) -> str:
        """How many rows there are, and how far the judge can be trusted."""
        return self._words.text()

    def show_rows(self, shown: Sureness) -> None:
        """Show the rows of a run; the order stays where it still makes sense."""
        self._shown = shown
        self._by_id = {row.example_id: row for row in shown.rows}
        self.table.setColumnHidden(VOTES, shown.run.samples < 2)
        self.table.setColumnHidden(JUDGE, shown.judge is None)
        self.table.setColumnHidden(OWN, not _has_own(shown))
        self._offer_orders(shown)
        rows = counted(len(shown.rows), self.tr("{number} row"), self.tr("{number} rows"))
        self._words.setText(" · ".join(filter(None, (rows, self._trust_words(shown)))))
        self._sort()

    def _trust_words(self, shown: Sureness) -> str:
        """What became of the judge's words, so that nobody trusts them unseen."""
        if shown.judge is None:
            return ""
        agreement = shown.judge.agreement
        if agreement is None:
            return self.tr("the judge was not held against human answers yet")
        words = self.tr("the judge's likely ones: {right} of {rows} right")
        trusted = agreement.trusted
        return words.format(right=f"{trusted.right:,}", rows=f"{trusted.rows:,}")

    def _build(self) -> None:
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._words)
        row.addWidget(self.order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table, 1)

    def _offer_orders(self, shown: Sureness) -> None:
        chosen = self.order.currentData()
        names = {Order.AS_THEY_ARE: self.tr("In the order of the snapshot")}
        if shown.run.samples > 1:
            names[Order.FEWEST_VOTES] = self.tr("Fewest votes first")
            names[Order.MOST_VOTES] = self.tr("Most votes first")
        if _has_own(shown):
            names[Order.OWN_LEAST] = self.tr("Least likely by its own word first")
        if shown.judge is not None:
            names[Order.LEAST_LIKELY] = self.tr("Judged least likely first")
            names[Order.MOST_LIKELY] = self.tr("Judged most likely first")
        if [self.order.itemData(at) for at in range(self.order.count())] == list(names):
            return
        self.order.clear()
        for order, name in names.items():
            self.order.addItem(name, order)
        usual = min(1, self.order.count() - 1)
        at = self.order.findData(chosen)
        self.order.setCurrentIndex(at if chosen is not None and at >= 0 else usual)
        self.order.setEnabled(self.order.count() > 1)

    @Slot()
    def _sort(self) -> None:
        if self._shown is not None:
            order = Order(self.order.currentData())
            self.table.show_ids([row.example_id for row in in_order(self._shown.rows, order)])

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(tr("Text"), 150, lambda row: row.text[:TEXT_LETTERS], stretch=3),
            Column(tr("Prediction"), 110, self._prediction, stretch=2),
            Column(tr("Votes"), 96, lambda row: vote_text(row.vote) if row.vote else ""),
            Column(
                tr("Says itself"),
                108,
                lambda row: likelihood_name(row.vote.confidence) if _own(row) else "",
                pill=lambda row: likelihood_pill(row.vote.confidence) if _own(row) else None,
                hint=tr("How likely the model itself says it is that its answer is right."),
            ),
            Column(
                tr("Judge"),
                108,
                lambda row: likelihood_name(row.word) if row.word else "",
                pill=lambda row: likelihood_pill(row.word) if row.word else None,
                hint=tr("How likely the judge says it is that the answer is right."),
            ),
            Column(tr("Is"), 72, _right_text, pill=_right_pill),
        )

    def _prediction(self, row: SureRow) -> str:
        return prediction_text(self._shown.task, row) if self._shown else ""

    def _rows_of(self, ids: Sequence[str]) -> list[SureRow | None]:
        return [self._by_id.get(example_id) for example_id in ids]


def in_order(rows: Sequence[SureRow], order: Order) -> list[SureRow]:
    """The rows in an order; those that cannot be placed come last, a tie before a clear vote."""
    match order:
        case Order.AS_THEY_ARE:
            return list(rows)
        case Order.FEWEST_VOTES:
            return sorted(rows, key=lambda row: (row.vote is None, *_strength(row)))
        case Order.MOST_VOTES:
            return sorted(rows, key=_strength, reverse=True)
        case Order.LEAST_LIKELY:
            return sorted(rows, key=lambda row: (row.word is None, _place(row)))
        case Order.MOST_LIKELY:
            return sorted(rows, key=_place, reverse=True)
        case Order.OWN_LEAST:
            return sorted(rows, key=lambda row: word.place if (word := _own(row)) else LAST)


def _own(row: SureRow) -> Likelihood | None:
    return row.vote.confidence if row.vote else None


def _has_own(shown: Sureness) -> bool:
    return any(_own(row) for row in shown.rows)


def _strength(row: SureRow) -> tuple[float, bool]:
    return (row.vote.share, not row.vote.tied) if row.vote else (-1.0, False)


def _place(row: SureRow) -> int:
    return row.word.place if row.word else -1


def _right_text(row: SureRow) -> str:
    if row.right is None:
        return ""
    return tr("right") if row.right else tr("wrong")


def _right_pill(row: SureRow) -> PillKind | None:
    if row.right is None:
        return None
    return PillKind.OK if row.right else PillKind.BAD
