"""Which run is reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from gui.widgets.elided_combo import ElidedCombo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.prediction import Run

NARROWEST, WIDEST = 150, 380


class RunPicker(ElidedCombo):
    """`picked` carries the run that the user chose; hidden while there is none."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Run to review"))
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDEST)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._tell)

    def show_runs(self, runs: Sequence[Run], current: Run | None) -> None:
        """Offer these runs."""
        self.clear()
        for at, run in enumerate(runs):
            self.addItem(run.name, run)
            if current is not None and run.id == current.id:
                self.setCurrentIndex(at)
        self.setVisible(bool(runs))

    @Slot(int)
    def _tell(self, at: int) -> None:
        self.picked.emit(self.itemData(at))
