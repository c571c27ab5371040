"""Which rows are labelled: the queue, and the filter that it stays within."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from gui.pages.label.queues import queue_name
from gui.widgets.buttons import button
from services.domain.example import ExampleFilter, State
from services.labeling.queue import Queue

if TYPE_CHECKING:
    from gui.theme import Theme

QUEUE_LETTERS = 16


class QueueBar(QWidget):
    """`chosen` says that the user wants another queue, or no filter any more."""

    chosen = Signal()

    def __init__(self, theme: Theme, *, has_labels: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = ExampleFilter()
        self._name = ""
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Queue"))
        for queue in Queue:
            if has_labels or queue is not Queue.LEAST_CERTAIN:
                self.choice.addItem(queue_name(queue), queue)
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(QUEUE_LETTERS)
        self.chip = button(theme, "", "x")
        self.chip.setToolTip(self.tr("Leave the filter: label all rows of the queue"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.chip)
        row.addWidget(self.choice)
        self.chip.hide()
        self.chip.clicked.connect(self._leave_filter)
        self.choice.activated.connect(self.chosen)

    @property
    def queue(self) -> Queue:
        return Queue(self.choice.currentData())

    @property
    def wanted(self) -> ExampleFilter:
        """The filter within which rows are queued."""
        return self._wanted

    @property
    def filtered(self) -> bool:
        return self._wanted != ExampleFilter()

    @property
    def settling(self) -> bool:
        """The rows are those on which authors disagree: an answer settles it for all."""
        return self.queue is Queue.DISPUTED or self._wanted.state is State.DISPUTED

    def name_filter(self, name: str) -> None:
        """Call the rows of the filter by a name; an empty one says that it has none."""
        self._name = name

    def show_queue(self, queue: Queue, wanted: ExampleFilter, size: int | None) -> None:
        """Show what is labelled; `size` is the number of its rows, None while it is looked for."""
        self._wanted = wanted
        self.choice.setCurrentIndex(self.choice.findData(queue))
        self.chip.setVisible(self.filtered)
        if self._name:
            self.chip.setText(self._name if size is None else f"{self._name}: {size:,}")
        elif size is None:
            self.chip.setText(self.tr("Rows of a filter"))
        elif size == 1:
            self.chip.setText(self.tr("1 row of a filter"))
        else:
            self.chip.setText(self.tr("{n} rows of a filter").format(n=f"{size:,}"))

    @Slot()
    def _leave_filter(self) -> None:
        self._wanted = ExampleFilter()
        self._name = ""
        self.chosen.emit()
