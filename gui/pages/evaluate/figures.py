"""The figures of one run: accuracy, F1, the difference to the baseline, what was not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.evaluate.run_columns import left_out_words
from gui.widgets.labels import label
from gui.widgets.numbers import NONE, counted, decimals, interval_text, percent, points
from services.evaluation.definitions import ACCURACY, DIFFERENCE, FIELD_F1, MACRO_F1
from services.evaluation.words import difference_words

if TYPE_CHECKING:
    from gui.pages.evaluate.loading import RunRow
    from services.evaluation.definitions import Definition
    from services.evaluation.records import Compared, Counts, Difference, Measures


class Figure(QWidget):
    """A number, large, and below it what it is; its tooltip says what it means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = label("", "number")
        self._caption = label("", "small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._number)
        layout.addWidget(self._caption)

    @property
    def number(self) -> str:
        return self._number.text()

    @property
    def caption(self) -> str:
        return self._caption.text()

    def show_figure(self, number: str, caption: str, definition: Definition | None = None) -> None:
        self._number.setText(number)
        self._caption.setText(caption)
        self.setAccessibleName(f"{caption}: {number}")
        if definition is not None:
            self.setToolTip(f"{definition.name}: {definition.text}")
            self.setAccessibleDescription(definition.text)


class Figures(QWidget):
    """The figures beside each other, and in words whether the run is better than the baseline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accuracy, self.f1, self.difference, self.answers = (Figure() for _ in range(4))
        self.verdict = label("", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(18)
        for figure in (self.accuracy, self.f1, self.difference, self.answers):
            row.addWidget(figure, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self.verdict)

    def show_row(self, row: RunRow) -> None:
        measures = row.compared.measures
        self.accuracy.show_figure(
            percent(measures.accuracy), self._accuracy_words(row.compared), ACCURACY
        )
        self.f1.show_figure(
            decimals(measures.f1),
            self._f1_words(measures),
            FIELD_F1 if measures.all_fields else MACRO_F1,
        )
        self._show_difference(row)
        right = f"{measures.right:,} / {measures.counts.counted:,}"
        self.answers.show_figure(right, self._answer_words(measures.counts))

    def _accuracy_words(self, compared: Compared) -> str:
        measures = compared.measures
        if measures.interval is None:
            return measures.reason
        exact = self.tr("accuracy (exact match)")
        interval = self.tr("95 % interval {interval}")
        return exact + "\n" + interval.format(interval=interval_text(measures.interval))

    def _f1_words(self, measures: Measures) -> str:
        name = self.tr("F1 over all fields") if measures.all_fields else self.tr("macro-F1")
        bounds = measures.f1_interval
        if bounds is None:
            return name
        interval = self.tr("95 % interval {low}–{high}")
        return name + "\n" + interval.format(low=decimals(bounds.low), high=decimals(bounds.high))

    def _show_difference(self, row: RunRow) -> None:
        difference = row.compared.difference
        if row.is_baseline:
            words, number = self.tr("this run is the baseline"), NONE
        elif difference is None:
            words, number = self.tr("not comparable. ") + row.compared.reason, NONE
        elif difference.accuracy is None:
            words, number = self.tr("no row has a reply in both runs"), NONE
        else:
            words, number = self._difference_words(difference), points(difference.accuracy)
        self.difference.show_figure(number, words, DIFFERENCE)
        seen = difference is not None and difference.accuracy is not None
        self.verdict.setVisible(seen)
        self.verdict.setText(
            _sentence(difference_words(row.compared.run.model.name, difference))
            if difference is not None
            else ""
        )

    def _difference_words(self, difference: Difference) -> str:
        """What the difference rests on."""
        rows = counted(
            difference.rows,
            self.tr("points against the baseline, on {number} common row"),
            self.tr("points against the baseline, on {number} common rows"),
        )
        apart = self.tr(": {better} right only here, {worse} only there").format(
            better=difference.only_run, worse=difference.only_baseline
        )
        return rows + apart

    def _answer_words(self, counts: Counts) -> str:
        parts = [
            (counts.unparsable, self.tr("{count} unparsable")),
            (counts.refused, self.tr("{count} refused")),
            (counts.repaired, self.tr("{count} repaired")),
        ]
        words = [text.format(count=f"{count:,}") for count, text in parts if count]
        left_out = left_out_words(counts)
        if left_out != NONE:
            words.append(self.tr("left out: {rows}").format(rows=left_out))
        if counts.without_gold:
            rows = f"{counts.without_gold:,}"
            words.append(self.tr("{count} without a gold answer").format(count=rows))
        return ", ".join([self.tr("right"), *words])


def _sentence(words: str) -> str:
    """Words as a sentence; the name of a model keeps its spelling."""
    return (words[:1].upper() + words[1:] if words.startswith("no ") else words) + "."
