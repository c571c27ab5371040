"""The Reliability tab: does a higher vote share mean a better answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.widgets.labels import SectionLabel, label
from gui.widgets.numbers import decimals
from gui.widgets.reliability_chart import CoverageChart, ReliabilityChart
from services.evaluation.definitions import COVERAGE, RELIABILITY

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.evaluation.records import Measures


class ReliabilityPanel(QWidget):
    """Bins and coverage beside each other, with what they mean."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bins = ReliabilityChart(theme, self.tr("Reliability of the vote share"))
        self.coverage = CoverageChart(theme, self.tr("Coverage"))
        self.error = label("", "mute")
        self.none = label("", "mute", wrap=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(self._charts())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 10, 6, 4)
        layout.addWidget(self._stack)

    def show_measures(self, measures: Measures, samples: int) -> None:
        """Show the vote shares of a run with `samples` for each row."""
        found = measures.reliability
        self._stack.setCurrentIndex(0 if found is None else 1)
        self.bins.show_reliability(found)
        self.coverage.show_reliability(found)
        if found is not None:
            words = self.tr("expected calibration error {error}")
            self.error.setText(words.format(error=decimals(found.error)))
            return
        self.none.setText(
            self.tr("No row with a gold answer was answered.")
            if samples > 1
            else self.tr(
                "Each row was asked once. Run with 5 samples of each row: how many of them agree is"
                " the vote share, and here stands how far it can be trusted."
            )
        )

    def _nothing(self) -> QWidget:
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.addWidget(self.none)
        layout.addStretch()
        return holder

    def _charts(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        for title, chart, meaning in (
            (self.tr("Reliability"), self.bins, RELIABILITY.text),
            (self.tr("Coverage"), self.coverage, COVERAGE.text),
        ):
            column = QVBoxLayout()
            head = QHBoxLayout()
            head.addWidget(SectionLabel(title), 1)
            if chart is self.bins:
                head.addWidget(self.error)
            column.addLayout(head)
            column.addWidget(chart, 1)
            column.addWidget(label(meaning, "small", wrap=True))
            row.addLayout(column, 1)
        return holder
