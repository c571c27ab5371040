"""Two or more prompts, each with a model, that are to stand beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.prompt.words import technique_name
from gui.widgets.buttons import button, icon_button
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt

FEWEST, MOST = 2, 4
LETTERS = "ABCDEFGH"
LETTER_WIDTH = 14


class PairList(QWidget):
    """`changed` says that another pair was chosen, added or taken away."""

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        prompts: Sequence[Prompt],
        models: Sequence[Model],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._prompts = prompts
        self._models = models
        self.rows: list[PairRow] = []
        self.add_button = button(theme, self.tr("Add another"), "plus", "ghost")
        self.add_button.clicked.connect(self._add_like_the_last)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch()
        self._column.addLayout(foot)

    @property
    def pairs(self) -> tuple[tuple[Prompt, Model], ...]:
        """What is chosen, in order."""
        return tuple((row.prompt.currentData(), row.model.currentData()) for row in self.rows)

    def add(self, prompt: Prompt, model: Model) -> None:
        """Add a pair below the others."""
        row = PairRow(self._theme, self._prompts, self._models)
        row.choose(prompt, model)
        row.changed.connect(self.changed)
        row.remove.clicked.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        self._show_letters()

    def _add_like_the_last(self) -> None:
        self.add(*self.pairs[-1])
        self.rows[-1].prompt.setFocus()
        self.changed.emit()

    def _remove(self, row: PairRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()
        self._show_letters()
        self.changed.emit()

    def _show_letters(self) -> None:
        for row, letter in zip(self.rows, LETTERS, strict=False):
            row.show_letter(letter)
            row.remove.setEnabled(len(self.rows) > FEWEST)
        self.add_button.setVisible(len(self.rows) < MOST)


class PairRow(QWidget):
    """One prompt and one model."""

    changed = Signal()

    def __init__(self, theme: Theme, prompts: Sequence[Prompt], models: Sequence[Model]) -> None:
        super().__init__()
        self._letter = label("", "field")
        self._letter.setFixedWidth(LETTER_WIDTH)
        self.prompt, self.model = QComboBox(), QComboBox()
        self.remove = icon_button(theme, "x", self.tr("Take this pair away"))
        for prompt in prompts:
            words = self.tr("{name} v{version} · {technique}").format(
                name=prompt.name,
                version=prompt.version,
                technique=technique_name(prompt.technique),
            )
            self.prompt.addItem(words, prompt)
        for model in models:
            self.model.addItem(model.name, model)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._letter)
        row.addWidget(self.prompt, 3)
        row.addWidget(self.model, 2)
        row.addWidget(self.remove)
        for combo in (self.prompt, self.model):
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.currentIndexChanged.connect(self.changed)

    def choose(self, prompt: Prompt, model: Model) -> None:
        """Show a pair."""
        for combo, value in ((self.prompt, prompt), (self.model, model)):
            found = [combo.itemData(at) for at in range(combo.count())]
            combo.setCurrentIndex(found.index(value) if value in found else 0)

    def show_letter(self, letter: str) -> None:
        """The letter by which the pair is called."""
        self._letter.setText(letter)
        self.prompt.setAccessibleName(self.tr("Prompt {letter}").format(letter=letter))
        self.model.setAccessibleName(self.tr("Model {letter}").format(letter=letter))
