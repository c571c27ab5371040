"""Which stored runs are to stand beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.pages.prompt.pair_list import MOST
from gui.widgets.form import FormRow
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.domain.prediction import Run
    from services.domain.snapshot import Snapshot

HEIGHT = 104
RUN_ROLE = Qt.ItemDataRole.UserRole


class StoredRuns(QWidget):
    """Runs over the same rows, each with a box to tick; `changed` says that others are chosen."""

    changed = Signal()

    def __init__(
        self,
        runs: Sequence[Run],
        snapshots: Mapping[str, Snapshot],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._by_snapshot: dict[str, list[Run]] = {}
        for run in runs:
            self._by_snapshot.setdefault(run.snapshot_id, []).append(run)
        self.snapshot = QComboBox()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Runs over these rows"))
        self.list.setFixedHeight(HEIGHT)
        self._empty = label(
            self.tr("There are no two runs over the same rows yet: run prompts on Evaluate."),
            "mute",
            wrap=True,
        )
        self._fill(snapshots)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._rows = FormRow(self.tr("Rows"), self.snapshot)
        for part in (self._rows, self.list, self._empty):
            column.addWidget(part)
        found = self.snapshot.count() > 0
        self._rows.setVisible(found)
        self.list.setVisible(found)
        self._empty.setVisible(not found)
        self.snapshot.currentIndexChanged.connect(self._show_runs)
        self.list.itemChanged.connect(lambda _: self.changed.emit())
        self._show_runs()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs that are ticked, at most as many as fit beside one another."""
        items = (self.list.item(at) for at in range(self.list.count()))
        ticked = [each for each in items if each.checkState() is Qt.CheckState.Checked]
        return tuple(each.data(RUN_ROLE) for each in ticked)[:MOST]

    def _fill(self, snapshots: Mapping[str, Snapshot]) -> None:
        for snapshot_id, runs in self._by_snapshot.items():
            if len(runs) > 1:
                self.snapshot.addItem(snapshots[snapshot_id].name, snapshot_id)

    def _show_runs(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for number, run in enumerate(self._by_snapshot.get(self.snapshot.currentData(), [])):
            item = QListWidgetItem(run.name)
            item.setData(RUN_ROLE, run)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = number < 2
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self.changed.emit()
