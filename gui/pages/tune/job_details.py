"""More of a job: its lineage, what the service counted, and the rows that it left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.tune.job_facts import facts
from gui.pages.tune.words import rows_words
from gui.widgets.histogram import Bin, Histogram
from gui.widgets.labels import SectionLabel, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.tuning import TokenSpread, TuningJob

LINES = 10


class FactGrid(QWidget):
    """Names at the left, values that can be copied at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[tuple[str, str], ...] = ()

    def show_facts(self, found: Sequence[tuple[str, str]]) -> None:
        """Show pairs of name and value."""
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        while self._grid.count():
            item = self._grid.takeAt(0)
            part = item.widget() if item else None
            if part is not None:
                part.hide()
                part.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, value) in enumerate(found):
            text = label(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(label(name, "mute"), row, 0, top)
            self._grid.addWidget(text, row, 1)


class JobDetails(QWidget):
    """Filled when the job is opened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.facts = FactGrid()
        self.input_tokens = Histogram(theme, self.tr("Tokens of the prompts"))
        self.output_tokens = Histogram(theme, self.tr("Tokens of the answers"))
        self._spreads = QWidget()
        spreads = QHBoxLayout(self._spreads)
        spreads.setContentsMargins(0, 0, 0, 0)
        spreads.setSpacing(14)
        for histogram in (self.input_tokens, self.output_tokens):
            spreads.addLayout(_titled(histogram))
        self.left_out = label("", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(10)
        for part in (self.facts, self._spreads, self.left_out):
            layout.addWidget(part)

    def show_job(self, job: TuningJob, left_out: Sequence[tuple[int, str, str]]) -> None:
        """Show a job; `left_out` are lines of its file, why, and the text of each."""
        self.facts.show_facts(facts(job))
        statistics = job.remote.statistics if job.remote else None
        self._show_spreads(
            statistics.input_tokens if statistics else None,
            statistics.output_tokens if statistics else None,
        )
        self._show_left_out(left_out, statistics.truncated if statistics else 0)

    def _show_spreads(self, asked: TokenSpread | None, answered: TokenSpread | None) -> None:
        self._spreads.setVisible(asked is not None or answered is not None)
        for histogram, spread in ((self.input_tokens, asked), (self.output_tokens, answered)):
            histogram.show_bins(bins(spread))

    def _show_left_out(self, rows: Sequence[tuple[int, str, str]], counted: int) -> None:
        self.left_out.setVisible(bool(rows))
        if not rows:
            return
        head = self.tr("{rows} cut or left out by the service").format(rows=rows_words(counted))
        if len(rows) < counted:
            head += " " + self.tr("(it names {named} of them)").format(named=len(rows))
        lines = [
            self.tr("Line {line}: {reason} “{text}”").format(
                line=f"{line:,}", reason=reason or self.tr("no reason was given."), text=text
            )
            for line, reason, text in rows[:LINES]
        ]
        if len(rows) > LINES:
            lines.append(self.tr("and {n} more").format(n=len(rows) - LINES))
        self.left_out.setText("\n".join([f"{head}:", *lines]))


def bins(spread: TokenSpread | None) -> tuple[Bin, ...]:
    """The bars of a histogram of tokens by row."""
    if spread is None:
        return ()
    words = QCoreApplication.translate("JobDetails", "{rows} of {left} to {right} tokens")
    return tuple(
        Bin(
            left,
            right,
            rows,
            words.format(rows=rows_words(rows), left=f"{left:,.0f}", right=f"{right:,.0f}"),
        )
        for left, right, rows in spread.buckets
    )


def _titled(histogram: Histogram) -> QVBoxLayout:
    part = QVBoxLayout()
    part.setSpacing(4)
    part.addWidget(SectionLabel(histogram.accessibleName()))
    part.addWidget(histogram)
    return part
