"""What will be tuned: the prompt, the base model, the recipes, and for how much at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QSizePolicy

from gui.pages.tune.recipe_fields import FIELD_HEIGHT, RecipeFields
from gui.pages.tune.sweep_fields import SweepFields
from gui.widgets.card import Card
from gui.widgets.form import FormRow, side_by_side
from gui.widgets.labels import label
from gui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from services.catalogue import BaseModel
    from services.domain.prompt import Prompt
    from services.domain.tuning import Recipe, StartFrom

CAP_WIDTH, KIND_WIDTH = 132, 200


class RecipeCard(Card):
    """`edited` says that something was chosen, `capped` that another cap was set."""

    edited = Signal()
    capped = Signal(float)

    def __init__(
        self,
        models: Sequence[BaseModel],
        recipes: Sequence[Recipe],
        guide: Sequence[Recipe],
        starting_points: Callable[[str], Sequence[StartFrom]],
    ) -> None:
        super().__init__(self.tr("What to tune"))
        self._models = {model.name: model for model in models}
        self._starting_points = starting_points
        self.prompt = QComboBox()
        self.model = QComboBox()
        self.start_from = QComboBox()
        self.kind = Segmented[bool](
            self.tr("How many jobs"), ((self.tr("One job"), False), (self.tr("Sweep"), True))
        )
        self.one = RecipeFields(recipes)
        self.sweep = SweepFields(guide)
        self.cap = QDoubleSpinBox(minimum=0, maximum=100_000, singleStep=5, decimals=2)
        for model in models:
            self.model.addItem(model.name, model.name)
        self._build()
        self._show_model()
        self._connect()

    @property
    def chosen_prompt(self) -> Prompt | None:
        return self.prompt.currentData()

    @property
    def chosen_model(self) -> str:
        return self.model.currentData()

    @property
    def chosen_start(self) -> StartFrom | None:
        """The tuned model from which tuning goes on; None for the base model itself."""
        return self.start_from.currentData()

    @property
    def chosen_recipes(self) -> tuple[Recipe, ...]:
        """One recipe, or those of the sweep; empty while they cannot be read."""
        return self.sweep.chosen if self.kind.value else (self.one.chosen,)

    @property
    def chosen_cap(self) -> float | None:
        """In US dollars, also while it is being typed; None without one."""
        self.cap.interpretText()
        return self.cap.value() or None

    @property
    def size_field(self) -> QWidget:
        """Where the adapter size of one recipe, or of a sweep, is chosen."""
        if not self.kind.value:
            return self.one.adapter
        sizes = self.sweep.sizes
        return sizes if sizes.isVisible() else self.sweep.source

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

    def refresh_starts(self) -> None:
        """Offer the tuned models to go on from; without any, the field is not there."""
        before, points = self.chosen_start, self._starting_points(self.chosen_model)
        shown = [self.start_from.itemData(place) for place in range(self.start_from.count())]
        if shown == [None, *points]:
            return
        self.start_from.clear()
        self.start_from.addItem(self.tr("The base model"), None)
        for point in points:
            self.start_from.addItem(point.name, point)
            if point == before:
                self.start_from.setCurrentIndex(self.start_from.count() - 1)
        self._start_row.setVisible(bool(points))

    def show_cap(self, dollars: float) -> None:
        """Show the cap of the settings, without telling."""
        self.cap.blockSignals(True)
        self.cap.setValue(dollars)
        self.cap.blockSignals(False)

    def propose(self, recipes: Sequence[Recipe]) -> None:
        """Make a sweep of recipes next to a good one."""
        self.kind.choose(True)
        self._show_kind()
        self.sweep.propose(recipes)

    def _build(self) -> None:
        for choice in (self.prompt, self.model, self.start_from):
            choice.setMinimumContentsLength(8)
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self._model_row = FormRow(self.tr("Base model"), self.model)
        self._start_row = FormRow(self.tr("Go on from"), self.start_from)
        first = side_by_side(
            FormRow(self.tr("Prompt"), self.prompt), self._model_row, self._start_row
        )
        self.body.setSpacing(12)
        self.add(first, self._build_kind(), self.one, self.sweep)
        self.sweep.hide()

    def _build_kind(self) -> QHBoxLayout:
        self.kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.kind.setMinimumWidth(KIND_WIDTH)
        self.cap.setFixedSize(CAP_WIDTH, FIELD_HEIGHT)
        self.cap.setPrefix("$")
        self.cap.setSpecialValueText(self.tr("no cap"))
        self.cap.setKeyboardTracking(False)
        name = label(self.tr("Spend at most"), "field")
        name.setBuddy(self.cap)
        self.cap.setAccessibleName(self.tr("Spend at most, in US dollars"))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.kind)
        line.addStretch()
        line.addWidget(name)
        line.addWidget(self.cap)
        return line

    def _connect(self) -> None:
        self.prompt.activated.connect(lambda _: self.edited.emit())
        self.model.activated.connect(lambda _: self._choose_model())
        self.start_from.activated.connect(lambda _: self.edited.emit())
        self.kind.chosen.connect(lambda _: self._choose_kind())
        self.one.edited.connect(self.edited)
        self.sweep.edited.connect(self.edited)
        self.cap.valueChanged.connect(self.capped)

    def _choose_kind(self) -> None:
        self._show_kind()
        self.edited.emit()

    def _show_kind(self) -> None:
        self.one.setVisible(not self.kind.value)
        self.sweep.setVisible(self.kind.value)

    def _choose_model(self) -> None:
        self._show_model()
        self.edited.emit()

    def _show_model(self) -> None:
        model = self._models[self.chosen_model]
        self.refresh_starts()
        self.one.offer_sizes(model.adapter_sizes)
        note = model.note[:1].upper() + model.note[1:]
        if model.retires is not None:
            until = self.tr("until {date} at least").format(date=f"{model.retires:%d %b %Y}")
            note = f"{note}; {until}" if note else until[:1].upper() + until[1:]
        self._model_row.set_help(note)
