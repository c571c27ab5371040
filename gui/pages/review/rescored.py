"""What fixed gold answers did to the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.widgets.card import Card
from gui.widgets.labels import label
from gui.widgets.numbers import counted, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from services.evaluation.review import Rescored

MARGIN = 10
MOST_RUNS = 3
"""Other runs that are named; further ones are counted, and the tooltip names all."""


class RescoredNote(Card):
    """Accuracy before and after; hidden until a gold answer was fixed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=MARGIN, parent=parent)
        self.setAccessibleName(self.tr("Measured anew"))
        self._numbers = label("", "field")
        self._words = label("", "small", wrap=True)
        self.add(self._numbers, self._words)
        self.hide()

    @property
    def text(self) -> str:
        return f"{self._numbers.text()} {self._words.text()}"

    def show_runs(self, run_id: str, rescored: Sequence[Rescored], label_errors: int) -> None:
        """Show the accuracy of the reviewed run and of others by the gold answers as the review
        began, and now; `label_errors` of the rows were mistakes only by their gold answer."""
        self.setVisible(bool(rescored))
        if not rescored:
            return
        lead = next((each for each in rescored if each.run.id == run_id), rescored[0])
        self._numbers.setText(self.tr("Measured anew: {change}").format(change=_change(lead)))
        changed = [each for each in rescored if each is not lead and each.before != each.after]
        found = counted(
            label_errors,
            self.tr("{number} of the mistakes was a label error."),
            self.tr("{number} of the mistakes were label errors."),
        )
        how = self.tr("Accuracy without a call, by gold revision {revision}.").format(
            revision=lead.revision
        )
        lines = [f"{each.run.name}: {_change(each)}" for each in changed]
        more = len(lines) - MOST_RUNS
        said = lines[:MOST_RUNS]
        if more > 0:
            said.append(
                counted(more, self.tr("and {number} more run"), self.tr("and {number} more runs"))
            )
        self._words.setText("\n".join((found, how, *said)))
        self._words.setToolTip("\n".join(lines))


def _change(rescored: Rescored) -> str:
    return f"{percent(rescored.before)} → {percent(rescored.after)}"
