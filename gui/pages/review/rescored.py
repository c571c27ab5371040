"""What a fixed gold answer did to the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from gui.widgets.card import Card
from gui.widgets.labels import label
from gui.widgets.numbers import counted, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget


class RescoredNote(Card):
    """Accuracy before and after; hidden until a gold answer was fixed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("RescoredNote", "Measured anew"), parent=parent)
        self._numbers = label("", "h2")
        self._words = label("", "small", wrap=True)
        self.add(self._numbers, self._words)
        self.hide()

    @property
    def text(self) -> str:
        return f"{self._numbers.text()} {self._words.text()}"

    def show_runs(
        self, run_id: str, before: Mapping[str, float | None], after: Mapping[str, float | None]
    ) -> None:
        """Show the accuracy of the reviewed run, and say how many other runs changed."""
        self._numbers.setText(f"{percent(before.get(run_id))} → {percent(after.get(run_id))}")
        others = sum(after[each] != before.get(each) for each in after if each != run_id)
        further = counted(
            others,
            self.tr("Accuracy of this run, without a call; {number} other run changed too."),
            self.tr("Accuracy of this run, without a call; {number} other runs changed too."),
        )
        alone = self.tr("Accuracy of this run, without a call.")
        self._words.setText(further if others else alone)
        self.show()
