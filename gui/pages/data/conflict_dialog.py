"""Answers of a file that differ from those of the same texts in the project: which one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from gui.tables.example_table import answer_text
from gui.widgets.buttons import button
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import ElidedLabel, label
from gui.widgets.tab_order import follow

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.datasets.records import ImportReport
    from services.domain.duplicates import Conflict

SIZE = (720, 480)
MOST_LISTED = 200
CHOICE_WIDTH = 260
LONGEST_TEXT = 300


class ConflictDialog(FormDialog):
    """Each example keeps what it has unless the other answer is chosen; undo takes each back."""

    def __init__(self, context: PageContext, report: ImportReport, parent: QWidget) -> None:
        super().__init__(
            context.theme,
            self.tr("Answers that differ from those that are there"),
            self.tr("Use these"),
            self.tr(
                "{source} has another answer for the same text. Choose which one holds."
            ).format(source=report.source),
            parent=parent,
        )
        self._labeling = context.project.labeling
        self._names = {known.id: known.name for known in context.project.task.labels}
        self._conflicts = report.conflicts[:MOST_LISTED]
        self._left = report.conflict_count - len(self._conflicts)
        self.combos = [self._make_combo(conflict) for conflict in self._conflicts]
        self._build()
        self.resize(*SIZE)

    @Slot()
    def confirm(self) -> None:
        for conflict, combo in zip(self._conflicts, self.combos, strict=True):
            if combo.currentIndex() == 1:
                self._labeling.correct(conflict.example_id, conflict.coming)
        super().confirm()

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 6, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for place, (conflict, combo) in enumerate(zip(self._conflicts, self.combos, strict=True)):
            shown = ElidedLabel(conflict.text[:LONGEST_TEXT])
            shown.setBuddy(combo)
            grid.addWidget(
                label(self.tr("line {n}").format(n=f"{conflict.line:,}"), "small"), place, 0
            )
            grid.addWidget(shown, place, 1)
            grid.addWidget(combo, place, 2)
        outer.addLayout(grid)
        outer.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Answers that differ"))
        follow(area, list(self.combos))
        self.body.addWidget(area, 1)
        if self._left:
            said = self.tr("{n} more are not shown; they keep what is there.")
            self.body.addWidget(label(said.format(n=f"{self._left:,}"), "small", wrap=True))
        self.take_all = button(self.theme, self.tr("Take all from the file"), variant="ghost")
        self.take_all.clicked.connect(self._take_all)
        self.footer.insertWidget(0, self.take_all)
        self.finish_building()

    def _make_combo(self, conflict: Conflict) -> QComboBox:
        combo = QComboBox()
        combo.setFixedWidth(CHOICE_WIDTH)
        combo.setAccessibleName(self.tr("Answer of line {n}").format(n=f"{conflict.line:,}"))
        there = answer_text(conflict.there, self._names)
        coming = answer_text(conflict.coming, self._names)
        combo.addItem(self.tr("Keep: {answer}").format(answer=there))
        combo.addItem(self.tr("From the file: {answer}").format(answer=coming))
        return combo

    @Slot()
    def _take_all(self) -> None:
        for combo in self.combos:
            combo.setCurrentIndex(1)
