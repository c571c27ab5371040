"""How answers of a file become labels: unknown ones, and numbers that stand for labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.pages.data import words
from gui.pages.data.range_row import RangeRow
from gui.widgets.buttons import button
from gui.widgets.labels import label
from gui.widgets.tab_order import follow
from services.datasets.mapping import LabelRange, Mapping, UnknownLabels

if TYPE_CHECKING:
    from collections.abc import Mapping as Counts

    from gui.theme import Theme
    from services.datasets.answer_survey import AnswerSurvey
    from services.datasets.preview import Preview
    from services.domain.task import Task

MOST_NAMED = 5
MOST_SPELLED = 2
MOST_SUGGESTED = 10
RANGES_SHOWN = 4
RANGE_HEIGHT = 38


class AnswerForm(QWidget):
    """Shown while a column holds answers; `changed` says that the user chose, `asked_for_labels`
    that they want to say what unknown answers stand for."""

    changed = Signal()
    asked_for_labels = Signal()

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._task = task
        self.unknown = self._make_unknown()
        self._unknown_words = label("", "small", wrap=True)
        self._spelling_words = label("", "small", wrap=True)
        self.say_labels = button(theme, "", "tags")
        self.say_labels.clicked.connect(self.asked_for_labels)
        self.numbers = QCheckBox(self.tr("The answers are numbers that stand for labels"))
        self.numbers.toggled.connect(self._on_numbers)
        self.ranges: list[RangeRow] = []
        self._ranges_box = QVBoxLayout()
        self._ranges_box.setSpacing(6)
        self.add_range = button(theme, self.tr("Add a range"), "plus", "ghost")
        self.add_range.clicked.connect(lambda: self._add_range(LabelRange(1, 1, "")))
        self._lay_out()

    def show_preview(self, preview: Preview) -> None:
        """Show how answers are read now; the user has not chosen by that."""
        self.setVisible(preview.mapping.answer is not None)
        self.blockSignals(True)
        self.numbers.setChecked(bool(preview.mapping.ranges))
        self._show_ranges(preview.mapping.ranges)
        self.unknown.setCurrentIndex(self.unknown.findData(preview.mapping.unknown_labels))
        self.blockSignals(False)
        self._say_unknown(preview)

    def mapping(self, mapping: Mapping) -> Mapping:
        """The mapping with what is chosen here."""
        # Qt gives an enum of texts back as the bare text.
        unknown = UnknownLabels(self.unknown.currentData())
        chosen = replace(mapping, unknown_labels=unknown)
        if mapping.answer is None or not self.numbers.isChecked():
            return replace(chosen, ranges=())
        return replace(chosen, ranges=tuple(row.range for row in self.ranges))

    def _make_unknown(self) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(self.tr("Answers that are no label of the project"))
        if self._task.kind.has_labels:
            combo.addItem(self.tr("become new labels"), UnknownLabels.ADD)
        combo.addItem(self.tr("leave their rows unlabelled"), UnknownLabels.LEAVE_UNLABELLED)
        combo.addItem(self.tr("leave their rows out"), UnknownLabels.LEAVE_OUT)
        combo.currentIndexChanged.connect(self.changed)
        return combo

    def _lay_out(self) -> None:
        unknown = (
            self.tr("Answers that are no label of the project")
            if self._task.kind.has_labels
            else self.tr("Answers that are no record by the schema")
        )
        self._unknown_row = QWidget()
        row = QVBoxLayout(self._unknown_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(label(unknown, "field"))
        row.addWidget(self.unknown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._unknown_row)
        layout.addWidget(self._unknown_words)
        layout.addWidget(self._spelling_words)
        layout.addWidget(self.say_labels, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.numbers)
        layout.addWidget(self._make_area())
        layout.addWidget(self.add_range, 0, Qt.AlignmentFlag.AlignLeft)
        self.numbers.setVisible(self._task.kind.has_labels)
        for part in (self._unknown_words, self._spelling_words, self.say_labels):
            part.hide()
        self._on_numbers(on=False)

    def _make_area(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("scrolled")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 6, 0)
        outer.addLayout(self._ranges_box)
        outer.addStretch()
        self._area = QScrollArea(widgetResizable=True)
        self._area.setWidget(inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("Numbers that stand for labels"))
        return self._area

    def _fit_area(self) -> None:
        """Room for a few ranges; more of them scroll."""
        shown = min(len(self.ranges), RANGES_SHOWN)
        self._area.setFixedHeight(shown * RANGE_HEIGHT)
        self._area.setVisible(self.numbers.isChecked())

    def show_survey(self, survey: AnswerSurvey | None, mapping: Mapping) -> None:
        """Say what the whole file holds; None while that is not known."""
        unknown = survey is not None and bool(survey.unknown) and not mapping.ranges
        self.say_labels.setVisible(unknown and self._task.kind.has_labels)
        self._spelling_words.setVisible(survey is not None and bool(survey.spellings))
        if survey is None:
            return
        self._say_spellings(survey)
        if unknown:
            where = self.tr("In the file: {names}")
            if not survey.whole:
                where = self.tr("In the first {rows}: {names}")
            rows = words.rows(survey.rows)
            names = self._named(survey.unknown)
            self._unknown_words.setText(where.format(rows=rows, names=names))
            self._unknown_words.show()
            self._say_button(survey, mapping)

    def _say_button(self, survey: AnswerSurvey, mapping: Mapping) -> None:
        said = dict(mapping.labels)
        open_ = sum(name not in said for name in survey.likely)
        if open_:
            text = self.tr("{n} of them look like labels…").format(n=open_)
            if open_ == 1:
                text = self.tr("One of them looks like a label…")
        else:
            text = self.tr("Say what they stand for…")
            if said:
                text = self.tr("What they stand for ({n} said)…").format(n=len(said))
        self.say_labels.setText(text)

    def _say_spellings(self, survey: AnswerSurvey) -> None:
        groups = [" = ".join(f"“{name}”" for name in names) for names in survey.spellings]
        text = "; ".join(groups[:MOST_SPELLED])
        if len(groups) > MOST_SPELLED:
            text = self.tr("{names} and {n} more").format(names=text, n=len(groups) - MOST_SPELLED)
        self._spelling_words.setText(self.tr("Read as one label: {names}").format(names=text))

    def _say_unknown(self, preview: Preview) -> None:
        said = self.tr("Among the first rows: {names}")
        self._unknown_words.setText(said.format(names=self._named(preview.unknown)))
        self._unknown_words.setVisible(bool(preview.unknown))

    def _named(self, unknown: Counts[str, int]) -> str:
        most = Counter(dict(unknown)).most_common(MOST_NAMED)
        text = ", ".join(f"“{name}” ({n})" for name, n in most)
        if len(unknown) > len(most):
            text = self.tr("{names} and {n} more").format(
                names=text, n=f"{len(unknown) - len(most):,}"
            )
        return text

    def _show_ranges(self, ranges: tuple[LabelRange, ...]) -> None:
        if tuple(row.range for row in self.ranges) == ranges:
            return
        for row in tuple(self.ranges):
            self._drop(row)
        for span in ranges:
            self._append(span)

    @Slot(bool)
    def _on_numbers(self, on: bool) -> None:
        if on and not self.ranges:
            for place, known in enumerate(self._task.labels[:MOST_SUGGESTED], start=1):
                self._append(LabelRange(place, place, known.name))
        self._fit_area()
        self.add_range.setVisible(on)
        self._unknown_row.setVisible(not on)
        self.changed.emit()

    def _add_range(self, span: LabelRange) -> None:
        self._append(span)
        self.changed.emit()

    def _append(self, span: LabelRange) -> None:
        row = RangeRow(self._theme, self._task, span)
        row.changed.connect(self.changed)
        row.removed.connect(self._remove)
        self.ranges.append(row)
        self._ranges_box.addWidget(row)
        self._fit_area()
        follow(self.numbers, [part for one in self.ranges for part in one.fields])

    @Slot(object)
    def _remove(self, row: RangeRow) -> None:
        self._drop(row)
        self.changed.emit()

    def _drop(self, row: RangeRow) -> None:
        self.ranges.remove(row)
        self._ranges_box.removeWidget(row)
        self._fit_area()
        row.hide()
        row.deleteLater()
