"""One recipe: a ready one, or one's own figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QSpinBox, QWidget

from gui.widgets.form import FormRow, side_by_side
from services.domain.tuning import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = -1
FIELD_HEIGHT = 30


class RecipeFields(QWidget):
    """`edited` says that something was chosen; epochs are always explicit."""

    edited = Signal()

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        super().__init__()
        self._recipes = tuple(recipes)
        self._sizes: Sequence[int] = ()
        self.recipe = QComboBox()
        self.epochs = QSpinBox(minimum=1, maximum=100)
        self.rate = QDoubleSpinBox(minimum=0.01, maximum=10, singleStep=0.1, decimals=2)
        self.adapter = QComboBox()
        for place, recipe in enumerate(recipes):
            self.recipe.addItem(recipe.name, place)
        self.recipe.addItem(self.tr("My own"), OWN)
        self._build()
        self._take_recipe()
        self.recipe.activated.connect(lambda _: self._choose_recipe())
        for field in (self.epochs, self.rate):
            field.valueChanged.connect(lambda _: self._own_recipe())
        self.adapter.activated.connect(lambda _: self._own_recipe())

    @property
    def chosen(self) -> Recipe:
        place = self.recipe.currentData()
        ready = None if place == OWN else self._recipes[place]
        return Recipe(
            epochs=self.epochs.value(),
            learning_rate_multiplier=self.rate.value(),
            adapter_size=self.adapter.currentData(),
            name=ready.name if ready else "",
            guide=ready.guide if ready else "",
        )

    def offer_sizes(self, sizes: Sequence[int]) -> None:
        """The sizes that the base model takes; the chosen one is listed too, to be told of."""
        self._sizes = sizes
        self._show_sizes(self.adapter.currentData())

    def _build(self) -> None:
        self.recipe.setMinimumContentsLength(8)
        self.recipe.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for field in (self.epochs, self.rate):
            field.setFixedHeight(FIELD_HEIGHT)
        line: QHBoxLayout = side_by_side(
            FormRow(self.tr("Recipe"), self.recipe),
            FormRow(self.tr("Epochs"), self.epochs),
            FormRow(self.tr("Rate multiplier"), self.rate),
            FormRow(self.tr("Adapter size"), self.adapter),
        )
        self.rate.setAccessibleName(self.tr("Learning rate multiplier"))
        self.rate.setToolTip(self.tr("Learning rate multiplier"))
        line.setStretch(0, 2)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)

    def _choose_recipe(self) -> None:
        self._take_recipe()
        self.edited.emit()

    def _own_recipe(self) -> None:
        self.recipe.setCurrentIndex(self.recipe.findData(OWN))
        self.edited.emit()

    def _take_recipe(self) -> None:
        place = self.recipe.currentData()
        if place == OWN:
            return
        recipe = self._recipes[place]
        for field in (self.epochs, self.rate):
            field.blockSignals(True)
        self.epochs.setValue(recipe.epochs)
        self.rate.setValue(recipe.learning_rate_multiplier)
        for field in (self.epochs, self.rate):
            field.blockSignals(False)
        self._show_sizes(recipe.adapter_size)

    def _show_sizes(self, wanted: int | None) -> None:
        sizes = {*self._sizes, *(() if wanted is None else (wanted,))}
        self.adapter.clear()
        for size in sorted(sizes):
            self.adapter.addItem(str(size), size)
        self.adapter.setCurrentIndex(max(0, self.adapter.findData(wanted)))
