"""What will be tuned: the prompt, the base model, the recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QSpinBox, QWidget

from gui.widgets.card import Card
from gui.widgets.form import FormRow
from services.domain.tuning import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.catalogue import BaseModel
    from services.domain.prompt import Prompt

OWN = -1
FIELD_HEIGHT = 30


class RecipeCard(Card):
    """`edited` says that something was chosen; epochs are always explicit."""

    edited = Signal()

    def __init__(self, models: Sequence[BaseModel], recipes: Sequence[Recipe]) -> None:
        super().__init__(self.tr("What to tune"))
        self._models = {model.name: model for model in models}
        self._recipes = tuple(recipes)
        self.prompt = QComboBox()
        self.model = QComboBox()
        self.recipe = QComboBox()
        self.epochs = QSpinBox(minimum=1, maximum=100)
        self.rate = QDoubleSpinBox(minimum=0.01, maximum=10, singleStep=0.1, decimals=2)
        self.adapter = QComboBox()
        for model in models:
            self.model.addItem(model.name, model.name)
        for place, recipe in enumerate(recipes):
            self.recipe.addItem(recipe.name, place)
        self.recipe.addItem(self.tr("My own"), OWN)
        for choice in (self.prompt, self.model, self.recipe):
            choice.setMinimumContentsLength(8)
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        for field in (self.epochs, self.rate):
            field.setFixedHeight(FIELD_HEIGHT)
        self._build()
        self._show_model_note()
        self._take_recipe()
        self._connect()

    @property
    def chosen_prompt(self) -> Prompt | None:
        return self.prompt.currentData()

    @property
    def chosen_model(self) -> str:
        return self.model.currentData()

    @property
    def chosen_recipe(self) -> Recipe:
        place = self.recipe.currentData()
        return Recipe(
            epochs=self.epochs.value(),
            learning_rate_multiplier=self.rate.value(),
            adapter_size=self.adapter.currentData(),
            name="" if place == OWN else self._recipes[place].name,
        )

    def show_prompts(self, prompts: Sequence[Prompt], chosen: Prompt | None = None) -> None:
        """List the prompts; the one shown before stays chosen, in its newest version."""
        before = chosen or self.chosen_prompt
        self.prompt.blockSignals(True)
        self.prompt.clear()
        for prompt in prompts:
            self.prompt.addItem(prompt.name, prompt)
            if before is not None and prompt.id == before.id:
                self.prompt.setCurrentIndex(self.prompt.count() - 1)
        self.prompt.blockSignals(False)

    def _build(self) -> None:
        self._model_row = FormRow(self.tr("Base model"), self.model)
        first = _side_by_side(FormRow(self.tr("Prompt"), self.prompt), self._model_row)
        second = _side_by_side(
            FormRow(self.tr("Recipe"), self.recipe),
            FormRow(self.tr("Epochs"), self.epochs),
            FormRow(self.tr("Rate multiplier"), self.rate),
            FormRow(self.tr("Adapter size"), self.adapter),
        )
        self.rate.setAccessibleName(self.tr("Learning rate multiplier"))
        self.rate.setToolTip(self.tr("Learning rate multiplier"))
        second.setStretch(0, 2)
        self.body.setSpacing(12)
        self.add(first, second)

    def _connect(self) -> None:
        self.prompt.activated.connect(lambda _: self.edited.emit())
        self.model.activated.connect(lambda _: self._choose_model())
        self.recipe.activated.connect(lambda _: self._choose_recipe())
        for field in (self.epochs, self.rate):
            field.valueChanged.connect(lambda _: self._own_recipe())
        self.adapter.activated.connect(lambda _: self._own_recipe())

    def _choose_model(self) -> None:
        self._show_model_note()
        self._show_sizes(self.adapter.currentData())
        self.edited.emit()

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
        """The sizes that the base model takes; the wanted one is listed too, to be told of."""
        sizes = set(self._models[self.chosen_model].adapter_sizes)
        if wanted is not None:
            sizes.add(wanted)
        self.adapter.clear()
        for size in sorted(sizes):
            self.adapter.addItem(str(size), size)
        self.adapter.setCurrentIndex(max(0, self.adapter.findData(wanted)))

    def _show_model_note(self) -> None:
        model = self._models[self.chosen_model]
        note = model.note[:1].upper() + model.note[1:]
        if model.retires is not None:
            until = self.tr("until {date} at least").format(date=f"{model.retires:%d %b %Y}")
            note = f"{note}; {until}" if note else until[:1].upper() + until[1:]
        self._model_row.set_help(note)


def _side_by_side(*rows: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(12)
    for row in rows:
        line.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
    return line
