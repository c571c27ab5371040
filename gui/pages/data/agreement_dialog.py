"""How far the authors agree: on the whole, by label, what they mix up, and pair by pair."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.latest import Latest
from gui.pages.data import agreement_words as say
from gui.pages.data.agreement_tables import confusion_table, pair_table, part_table
from gui.widgets.buttons import button
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label
from gui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from gui.tables.lazy_table_view import LazyTableView
    from services.labeling.agreement import AgreementReport

WIDTH = 680


class View(enum.Enum):
    """The tables of the dialog."""

    PARTS = "parts"
    CONFUSIONS = "confusions"
    PAIRS = "pairs"


class AgreementDialog(FormDialog):
    """`rows_wanted` carries the ids of examples to show; `settling_wanted` and `merge_wanted` ask
    for the disputed rows and for another file."""

    rows_wanted = Signal(frozenset)
    settling_wanted = Signal()
    merge_wanted = Signal()

    def __init__(self, context: PageContext, disputed: int, parent: QWidget) -> None:
        super().__init__(
            context.theme, self.tr("Agreement of the authors"), self.tr("Close"), parent=parent
        )
        self._task = context.project.task
        self._disputed = disputed
        self._report: AgreementReport | None = None
        self.views: dict[View, LazyTableView] = {}
        self.choice: Segmented[View] | None = None
        self.setMinimumWidth(WIDTH)
        self.said = label(self.tr("Comparing the answers…"), wrap=True)
        self.body.addWidget(self.said)
        self._build_footer()
        self._latest = Latest(
            context.background, self, self.tr("Comparing the answers"), pause_ms=0
        )
        self._latest.ask(context.project.agreement.report, self._show)

    @property
    def busy(self) -> bool:
        """The answers are being compared."""
        return self._latest.busy

    def _build_footer(self) -> None:
        theme = self.theme
        self.merge_button = button(theme, self.tr("Merge another file…"), "merge")
        self.rows_button = button(theme, self.tr("Show the rows that differ"), "table")
        self.settle_button = button(theme, self.tr("Settle the disputed rows"), "scale")
        for place, (made, told) in enumerate(
            (
                (self.merge_button, self._ask_for_merge),
                (self.rows_button, self._ask_for_differing),
                (self.settle_button, self._ask_to_settle),
            )
        ):
            made.clicked.connect(told)
            self.footer.insertWidget(place, made)
            made.hide()
        self.cancel_button.hide()
        self.finish_building()

    def _show(self, report: AgreementReport) -> None:
        self._report = report
        self.merge_button.setVisible(not report.examples)
        self.rows_button.setVisible(bool(report.differing))
        self.settle_button.setVisible(bool(self._disputed))
        if not report.examples:
            self.said.setText(self._alone(report))
            return
        self.said.setText(say.summary(report))
        self.body.addLayout(self._figure(report))
        self._add_views(report)

    def _alone(self, report: AgreementReport) -> str:
        authors = say.authors(report.answered)
        way_out = self.tr(
            "Give a colleague a copy of this project (Save a copy), let them answer some of the "
            "same rows, and merge their file."
        )
        return " ".join(filter(None, (authors, say.why_none(report.overall), way_out)))

    def _figure(self, report: AgreementReport) -> QHBoxLayout:
        """The coefficient, large, with what it is and what it means."""
        overall = report.overall
        self.figure = label(say.number(overall.value), "number")
        self.figure.setAccessibleName(f"{say.name_of_measure(report)}: {say.coefficient(overall)}")
        name = say.name_of_measure(report)
        if overall.low is not None:
            name += self.tr(", 95 % interval {low} … {high}").format(
                low=say.number(overall.low), high=say.number(overall.high)
            )
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addWidget(label(name, "field", wrap=True))
        self.meaning = label(say.why_none(overall) or say.meaning(overall.value), wrap=True)
        beside.addWidget(self.meaning)
        scale = self.tr(
            "1 is full agreement, 0 what chance gives. Answers count as they were before anybody "
            "settled them."
        )
        beside.addWidget(label(scale, "small", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.figure)
        row.addLayout(beside, 1)
        return row

    def _add_views(self, report: AgreementReport) -> None:
        names = {each.id: each.name for each in self._task.labels}
        has_labels = self._task.kind.has_labels
        part = self.tr("Label") if has_labels else self.tr("Field")
        by_part = self.tr("By label") if has_labels else self.tr("By field")
        offered = [(by_part, View.PARTS)]
        self.views[View.PARTS] = part_table(
            self.theme, report, lambda name: names.get(name, name), part
        )
        if report.confusions:
            table = confusion_table(self.theme, report, lambda name: names.get(name, name))
            table.activated_id.connect(self._ask_for_confusion)
            self.views[View.CONFUSIONS] = table
            offered.append((self.tr("What is mixed up"), View.CONFUSIONS))
        if len(report.authors) > 2:
            self.views[View.PAIRS] = pair_table(self.theme, report)
            offered.append((self.tr("Pair by pair"), View.PAIRS))
        stack = QStackedWidget()
        for table in self.views.values():
            stack.addWidget(table)
        if len(offered) > 1:
            self.choice = Segmented(self.tr("Table"), offered)
            self.choice.chosen.connect(lambda view: stack.setCurrentWidget(self.views[view]))
            row = QHBoxLayout()
            row.addWidget(self.choice)
            row.addStretch()
            self.body.addLayout(row)
        self.body.addWidget(stack, 1)

    @Slot(object)
    def _ask_for_confusion(self, place: int) -> None:
        assert self._report is not None
        self._ask_for(self._report.confusions[place].examples)

    @Slot()
    def _ask_for_differing(self) -> None:
        assert self._report is not None
        self._ask_for(self._report.differing)

    def _ask_for(self, examples: tuple[str, ...]) -> None:
        self.rows_wanted.emit(frozenset(examples))
        self.accept()

    @Slot()
    def _ask_to_settle(self) -> None:
        self.accept()
        self.settling_wanted.emit()

    @Slot()
    def _ask_for_merge(self) -> None:
        self.accept()
        self.merge_wanted.emit()
