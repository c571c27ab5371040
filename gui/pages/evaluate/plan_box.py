"""What a run will take, and where it is to stop."""

from __future__ import annotations

import enum
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QSpinBox, QWidget

from gui.widgets.durations import duration
from gui.widgets.form import FormRow, form
from gui.widgets.labels import label
from gui.widgets.numbers import counted
from services.domain.money import money
from services.prediction.caps import NO_CAP, Cap

if TYPE_CHECKING:
    from services.prediction.cost import RunEstimate

QUICK_ROWS = 50
"""Drawn at random; enough to see whether a prompt is worth the other rows."""
MOST_CALLS = 100_000_000
MOST_DOLLARS = 1_000_000.0
CENT = 0.01
ROOM = 1.25
"""A cap is offered a quarter above what is planned."""


class CapKind(enum.StrEnum):
    """What a cap is in."""

    NONE = ""
    QUICK = "quick"
    CALLS = "calls"
    DOLLARS = "dollars"


class PlanBox(QWidget):
    """Calls, money and time of a run before it starts, and its cap.

    `changed` says that the plan is out of date: other answers are wanted than those known, or the
    run is to be a batch.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: RunEstimate | None = None
        self._cap_is_open = False
        self._sum = label("", "field", wrap=True)
        self._arithmetic = label("", "small", wrap=True)
        self.again = QCheckBox(self.tr("Ask again where the same was asked before"))
        self.batch = QCheckBox(self.tr("Send as one batch, at half the price"))
        self.kind = QComboBox()
        self.dollars = QDoubleSpinBox(prefix="$ ", decimals=2, maximum=MOST_DOLLARS)
        self.calls = QSpinBox(maximum=MOST_CALLS, minimum=1)
        self.calls.setGroupSeparatorShown(True)
        self._build()
        self.show_waiting()

    @property
    def text(self) -> str:
        """What is said of the run."""
        return f"{self._sum.text()}\n{self._arithmetic.text()}"

    @property
    def cap(self) -> Cap:
        """Where the user wants the run to stop."""
        match self.kind.currentData():
            case CapKind.DOLLARS:
                return Cap(dollars=self.dollars.value())
            case CapKind.CALLS:
                return Cap(calls=self.calls.value())
            case CapKind.QUICK:
                return Cap(rows=QUICK_ROWS)
            case _:
                return NO_CAP

    def show_waiting(self) -> None:
        """The plan is not known yet."""
        self._plan = None
        self._sum.setText(self.tr("Estimating…"))
        self._arithmetic.setText("")

    def show_plan(self, plan: RunEstimate) -> None:
        """Say what a run takes."""
        self._plan = plan
        self._sum.setText(self._summed(plan))
        self._arithmetic.setText(plan.arithmetic)
        self.again.setVisible(bool(plan.reused) or self.again.isChecked())
        self._offer_dollars(known=plan.dollars is not None)
        if self._cap_is_open:
            self._choose()

    def offer_batch(self, *, offered: bool) -> None:
        """Whether the run can be one job at the service."""
        self._batch_row.setVisible(offered)
        if not offered:
            self.batch.setChecked(False)

    def _build(self) -> None:
        self.kind.addItem(self.tr("No cap"), CapKind.NONE)
        self.kind.addItem(self.tr("Quick run: 50 rows first"), CapKind.QUICK)
        self.kind.addItem(self.tr("Calls"), CapKind.CALLS)
        self.kind.setAccessibleName(self.tr("Cap"))
        self.dollars.setAccessibleName(self.tr("Most US dollars"))
        self.calls.setAccessibleName(self.tr("Most calls"))
        fields = QWidget()
        row = QHBoxLayout(fields)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for field in (self.kind, self.calls, self.dollars):
            row.addWidget(field)
        row.addStretch()
        fields.setFocusProxy(self.kind)
        help_ = self.tr("The run stops there, keeps what was answered, and can be resumed.")
        self._cap_row = FormRow(self.tr("Cap"), fields, help_)
        wait = label(
            self.tr(
                "Answers come all at once: often within hours, a day at the latest once it runs."
                " The program may be closed meanwhile. A batch has no cap."
            ),
            "small",
            wrap=True,
        )
        self._batch_row = QWidget()
        batch = form(self.batch, wait, spacing=2)
        batch.setContentsMargins(0, 0, 0, 0)
        self._batch_row.setLayout(batch)
        sums = form(self._sum, self._arithmetic, spacing=4)
        layout = form(sums, self.again, self._batch_row, self._cap_row, spacing=12)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        for hidden in (self.calls, self.dollars, self.again, self._batch_row):
            hidden.hide()
        self.kind.currentIndexChanged.connect(self._choose)
        for field in (self.calls, self.dollars):
            field.valueChanged.connect(self._keep_cap)
        self.again.toggled.connect(self.changed)
        self.batch.toggled.connect(self._choose_batch)

    @Slot(bool)
    def _choose_batch(self, chosen: bool) -> None:
        """What is sent as a whole cannot stop at a cap."""
        self._cap_row.setVisible(not chosen)
        if chosen:
            self.kind.setCurrentIndex(0)
        self.changed.emit()

    @Slot()
    def _choose(self) -> None:
        wanted = self.kind.currentData()
        self.calls.setVisible(wanted == CapKind.CALLS)
        self.dollars.setVisible(wanted == CapKind.DOLLARS)
        plan = self._plan
        self._cap_is_open = plan is None
        if wanted == CapKind.CALLS and plan is not None:
            self.calls.setValue(max(1, plan.calls))
        if wanted == CapKind.DOLLARS and plan is not None:
            self.dollars.setValue(math.ceil(100 * ROOM * (plan.dollars or 0)) / 100)

    @Slot()
    def _keep_cap(self) -> None:
        """What is typed before the plan is known stays."""
        self._cap_is_open = False

    def _offer_dollars(self, *, known: bool) -> None:
        at = self.kind.findData(CapKind.DOLLARS)
        if known and at < 0:
            self.kind.addItem(self.tr("US dollars"), CapKind.DOLLARS)
        elif not known and at >= 0:
            if self.kind.currentIndex() == at:
                self.kind.setCurrentIndex(self.kind.findData("calls"))
            self.kind.removeItem(at)

    def _summed(self, plan: RunEstimate) -> str:
        parts = [counted(plan.calls, self.tr("{number} call"), self.tr("{number} calls"))]
        if plan.dollars is None:
            parts.append(self.tr("price not known"))
        elif plan.calls:
            words = money(plan.dollars)
            about = self.tr("about {money}").format(money=words)
            parts.append(words if plan.dollars < CENT else about)
        if plan.seconds:
            parts.append(self.tr("about {time}").format(time=duration(plan.seconds)))
        known = self.tr("{count} known before, not asked again").format(count=f"{plan.reused:,}")
        return " · ".join((*parts, known) if plan.reused else parts)
