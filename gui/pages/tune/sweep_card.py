"""One sweep: its recipes side by side, the best of them, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from gui.pages.tune.sweep_columns import best_words, evaluate_words, sweep_columns
from gui.pages.tune.words import count
from gui.tables.label_delegate import ROW_HEIGHT
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import label
from services.domain.money import money
from services.domain.tuning import JobState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.tuning.sweeps import SweepCost, SweepResult, SweepRow

FRAME = 40
"""Pixels of the header and the borders of the table."""


class SweepCard(Card):
    """`evaluate_asked`, `neighbours_asked`, `cap_asked`, `stop_asked`: what the user wants."""

    stop_asked = Signal()
    evaluate_asked = Signal()
    neighbours_asked = Signal()
    cap_asked = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__(" ")
        self._theme = theme
        self._model = LazyTableModel(sweep_columns(), _as_they_are, self)
        self.table = LazyTableView(self._model, theme, self.tr("Recipes of the sweep"))
        self.best = label("", wrap=True)
        self.held = label("", "warn", wrap=True)
        self.evaluate = button(theme, "", "chart-column")
        self.neighbours = button(theme, "", "sliders-horizontal")
        self.raise_cap = button(theme, "")
        self.stop = button(theme, self.tr("Stop the sweep…"), variant="danger")
        self._needed = 0.0
        line = QHBoxLayout()
        line.setSpacing(8)
        for made in (self.evaluate, self.neighbours, self.raise_cap):
            line.addWidget(made)
        line.addStretch()
        line.addWidget(self.stop)
        self.add(self.table, self.best, self.held, line)
        self.stop.clicked.connect(self.stop_asked)
        self.evaluate.clicked.connect(self.evaluate_asked)
        self.neighbours.clicked.connect(self.neighbours_asked)
        self.raise_cap.clicked.connect(lambda: self.cap_asked.emit(self._needed))

    def show_result(self, result: SweepResult, cost: SweepCost, *, needed: float | None) -> None:
        """Show a sweep as it is; `needed` is the cap that the jobs held back by it would take."""
        self.result = result
        self.set_title(self._title_of(result))
        self._model.set_ids(result.rows)
        self.table.setFixedHeight(FRAME + ROW_HEIGHT * len(result.rows))
        _say(self.best, self._best(result))
        self.evaluate.setText(evaluate_words(cost))
        self.evaluate.setVisible(bool(cost.models))
        jobs = count(len(result.neighbours), self.tr("job"), self.tr("jobs"))
        self.neighbours.setText(self.tr("Sweep its neighbours: {jobs}").format(jobs=jobs))
        self.neighbours.setVisible(bool(result.neighbours))
        self.stop.setVisible(any(not row.job.state.ended for row in result.rows))
        self._show_held(result.rows, needed)

    def set_busy(self, *, busy: bool) -> None:
        """While models are measured, they are not asked to be measured again."""
        self.evaluate.setEnabled(not busy)

    def _title_of(self, result: SweepResult) -> str:
        first = result.rows[0].job
        jobs = count(len(result.rows), self.tr("job"), self.tr("jobs"))
        return self.tr("Sweep of {jobs}: {model}, “{prompt}”").format(
            jobs=jobs, model=first.base_model, prompt=first.lineage.get("prompt", "")
        )

    def _best(self, result: SweepResult) -> str:
        if result.rows[0].job.validation_snapshot is None:
            return self.tr("There were no validation rows, so the models cannot be told apart.")
        return best_words(result)

    def _show_held(self, rows: Sequence[SweepRow], needed: float | None) -> None:
        held = next(
            (row.job.error for row in rows if row.job.state is JobState.IN_LINE and row.job.error),
            "",
        )
        _say(self.held, held)
        self._needed = needed or 0.0
        self.raise_cap.setVisible(needed is not None)
        if needed is not None:
            words = self.tr("Raise the cap to {money}").format(money=money(needed))
            self.raise_cap.setText(words)


def _say(line: Any, text: str) -> None:
    line.setText(text)
    line.setVisible(bool(text))


def _as_they_are(rows: Sequence[SweepRow]) -> Sequence[SweepRow]:
    return rows
