"""Several recipes at once: those of a guide, the neighbours of a good one, or one's own grid."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from gui.pages.tune.number_list import numbers
from gui.pages.tune.words import count, recipe_words
from gui.widgets.form import FormRow, side_by_side
from gui.widgets.labels import label
from services.domain.tuning import Recipe
from services.tuning.neighbours import MOST_EPOCHS, grid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_JOBS = 40
"""More than that is a slip of the hand."""


class Source(enum.Enum):
    """Where the recipes come from."""

    GUIDE = "guide"
    GRID = "grid"
    PROPOSED = "proposed"


class SweepFields(QWidget):
    """`edited` says that something was chosen."""

    edited = Signal()

    def __init__(self, guide: Sequence[Recipe]) -> None:
        super().__init__()
        self._guide = tuple(guide)
        self._proposed: tuple[Recipe, ...] = ()
        self.source = QComboBox()
        self.epochs = QLineEdit("2, 4, 8")
        self.rates = QLineEdit("1")
        self.sizes = QLineEdit("1, 4")
        self.list = label("", "small", wrap=True)
        if guide:
            self.source.addItem(guide[0].guide, Source.GUIDE)
        self.source.addItem(self.tr("My own grid"), Source.GRID)
        self._build()
        self._show()
        self.source.activated.connect(lambda _: self._tell())
        for field in (self.epochs, self.rates, self.sizes):
            field.textChanged.connect(lambda _: self._tell())

    @property
    def chosen(self) -> tuple[Recipe, ...]:
        """The recipes; empty while the grid cannot be read."""
        match self._source():
            case Source.GUIDE:
                return self._guide
            case Source.PROPOSED:
                return self._proposed
            case Source.GRID:
                return self._grid()

    def propose(self, recipes: Sequence[Recipe]) -> None:
        """Offer recipes next to a good one, and choose them."""
        self._proposed = tuple(recipes)
        place = self.source.findData(Source.PROPOSED)
        if place < 0:
            self.source.addItem(self.tr("Neighbours of the best"), Source.PROPOSED)
            place = self.source.count() - 1
        self.source.setCurrentIndex(place)
        self._tell()

    def _build(self) -> None:
        self._rows = {
            self.epochs: FormRow(self.tr("Epochs"), self.epochs),
            self.rates: FormRow(self.tr("Rate multipliers"), self.rates),
            self.sizes: FormRow(self.tr("Adapter sizes"), self.sizes),
        }
        line = side_by_side(FormRow(self.tr("Recipes"), self.source), *self._rows.values())
        line.setStretch(0, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.list)

    def _source(self) -> Source:
        return Source(self.source.currentData())

    def _tell(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        own = self._source() is Source.GRID
        for row in self._rows.values():
            row.setVisible(own)
        self._show_problems()
        self.list.setText(self._words())

    def _words(self) -> str:
        chosen = self.chosen
        if not chosen:
            return ""
        jobs = count(len(chosen), self.tr("job"), self.tr("jobs"))
        recipes = " · ".join(map(recipe_words, chosen))
        words = self.tr("{jobs} (epochs / multiplier / adapter size): {recipes}").format(
            jobs=jobs, recipes=recipes
        )
        if self._source() is Source.GUIDE:
            words += "\n" + self.tr(
                "Google's guide for Gemini 1.0 gave these for 500 to 1,000 rows. Figures do not "
                "carry over between generations of models: take them as a start."
            )
        return words

    def _grid(self) -> tuple[Recipe, ...]:
        epochs, rates, sizes = self._epochs(), self._rates(), self._sizes()
        if epochs is None or rates is None or sizes is None:
            return ()
        found = grid(epochs, rates, sizes)
        return tuple(Recipe(*each) for each in found) if len(found) <= MOST_JOBS else ()

    def _epochs(self) -> tuple[int, ...] | None:
        return numbers(self.epochs.text(), int, 1, MOST_EPOCHS)

    def _rates(self) -> tuple[float, ...] | None:
        return numbers(self.rates.text(), float, 0.01, 10)

    def _sizes(self) -> tuple[int, ...] | None:
        return numbers(self.sizes.text(), int, 1, 32)

    def _show_problems(self) -> None:
        fields: tuple[tuple[QLineEdit, Callable[[], object], str], ...] = (
            (self.epochs, self._epochs, self.tr("Whole numbers from 1 to 100, such as 2, 4, 8")),
            (self.rates, self._rates, self.tr("Numbers from 0.01 to 10, such as 0.5, 1")),
            (self.sizes, self._sizes, self.tr("Whole numbers, such as 1, 4")),
        )
        wrong = False
        for field, read, wanted in fields:
            problem = read() is None
            wrong = wrong or problem
            self._rows[field].set_problem(wanted if problem else "")
        if not wrong and self._source() is Source.GRID and not self._grid():
            too_many = self.tr("More than {most} jobs").format(most=MOST_JOBS)
            self._rows[self.epochs].set_problem(too_many)
