"""Which training rows a few-shot prompt shows: chosen by hand, and by a strategy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.pages.prompt.words import strategy_name, strategy_words
from gui.widgets.buttons import button, icon_button
from gui.widgets.labels import label
from services.domain.prompt import ShotChoice, ShotStrategy
from services.domain.task import TaskKind
from services.prompts.use_cases import FIRST_SHOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.prompts.shots import Shot

MOST_SHOTS = 100
LIST_HEIGHT = 96
COUNT_WIDTH = 76
SHOWN_CHARACTERS = 80
_PER_LABEL = frozenset((ShotStrategy.RANDOM, ShotStrategy.SIMILAR_PER_LABEL))
"""Where there are no labels, drawn with each label in turn is drawn at random."""


class ShotsField(QWidget):
    """`changed` says that the user chose other shots; `add_asked` that the row at hand is to be
    one."""

    changed = Signal()
    add_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = ShotChoice()
        self._kind = TaskKind.CLASSIFICATION
        self.count = QSpinBox(maximum=MOST_SHOTS)
        self.strategy = QComboBox()
        self.redraw = icon_button(theme, "shuffle", self.tr("Draw other shots (Ctrl+D)"))
        self.list = QListWidget()
        self.add = button(theme, self.tr("Add the row at hand"), "plus", "ghost")
        self.remove = icon_button(theme, "trash-2", self.tr("Remove this shot (Delete)"))
        self._strategy_words = label("", "small", wrap=True)
        self._by_hand = label("", "small", wrap=True)
        self._build()
        self._connect()

    @property
    def choice(self) -> ShotChoice:
        strategy = ShotStrategy(self.strategy.currentData())
        return replace(self._choice, count=self.count.value(), strategy=strategy)

    def show_choice(self, choice: ShotChoice) -> None:
        """Show a choice without telling."""
        self._choice = choice
        self.count.blockSignals(True)
        self.count.setValue(choice.count)
        self.count.blockSignals(False)
        self._show_chosen(choice.strategy)
        self._show_strategy()

    def offer_some(self) -> None:
        """Begin with a few shots where there are none yet, without telling."""
        if not self.count.value():
            self.show_choice(replace(self.choice, count=FIRST_SHOTS))

    def show_shots(self, by_hand: Sequence[Shot]) -> None:
        """List the shots that were chosen by hand."""
        shown = [
            self.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.list.count())
        ]
        if shown == [shot.id for shot in by_hand] and self._by_hand.text():
            return
        self.list.clear()
        for shot in by_hand:
            words = " ".join(shot.text.split())[:SHOWN_CHARACTERS]
            item = QListWidgetItem(f"{words} · {shot.answer}")
            item.setData(Qt.ItemDataRole.UserRole, shot.id)
            item.setToolTip(f"{shot.text}\n\n{shot.answer}")
            self.list.addItem(item)
        self.list.setVisible(bool(by_hand))
        self.remove.setVisible(bool(by_hand))
        self._by_hand.setText(
            self.tr("%n chosen by hand", "", len(by_hand)) if by_hand else self.tr("None by hand.")
        )

    def show_kind(self, kind: TaskKind) -> None:
        """Offer the strategies that there are: without labels none has each label in turn."""
        chosen = self.choice.strategy if self.strategy.count() else self._choice.strategy
        self._kind = kind
        self.strategy.clear()
        for strategy in ShotStrategy:
            if kind.has_labels or strategy not in _PER_LABEL:
                self.strategy.addItem(strategy_name(strategy, kind), strategy)
        self._show_chosen(chosen)
        self._show_strategy()

    def _build(self) -> None:
        self._dress()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(_in_row(8, self.count, self.strategy, stretched=self.strategy))
        told = _in_row(8, self._strategy_words, self.redraw, stretched=self._strategy_words)
        told.setAlignment(self.redraw, Qt.AlignmentFlag.AlignTop)
        column.addLayout(told)
        column.addLayout(_in_row(4, self._by_hand, self.remove, stretched=self._by_hand))
        column.addWidget(self.list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def _dress(self) -> None:
        self.count.setAccessibleName(self.tr("Number of shots besides those by hand"))
        self.count.setFixedWidth(COUNT_WIDTH)
        self.strategy.setAccessibleName(self.tr("How shots are chosen"))
        self.strategy.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.strategy.setMinimumContentsLength(8)
        self.list.setAccessibleName(self.tr("Shots chosen by hand"))
        self.list.setFixedHeight(LIST_HEIGHT)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()

    def _connect(self) -> None:
        self.count.valueChanged.connect(self._tell)
        self.strategy.activated.connect(self._tell)
        self.redraw.clicked.connect(self._draw_again)
        self.remove.clicked.connect(self._remove)
        self.add.clicked.connect(self.add_asked)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)

    @Slot()
    def _tell(self) -> None:
        self._show_strategy()
        self.changed.emit()

    def _show_chosen(self, strategy: ShotStrategy) -> None:
        if self.strategy.findData(strategy) < 0:
            self.strategy.addItem(strategy_name(strategy, self._kind), strategy)
        self.strategy.setCurrentIndex(self.strategy.findData(strategy))

    def _show_strategy(self) -> None:
        choice = self.choice
        self.redraw.setEnabled(choice.count > 0 and choice.strategy.drawn)
        self._strategy_words.setText(strategy_words(choice.strategy))

    @Slot()
    def _draw_again(self) -> None:
        self._choice = replace(self.choice, seed=self._choice.seed + 1)
        self.changed.emit()

    @Slot()
    def _remove(self) -> None:
        at = max(0, self.list.currentRow())
        if at < self.list.count():
            unwanted = self.list.item(at).data(Qt.ItemDataRole.UserRole)
            kept = tuple(one for one in self._choice.by_hand if one != unwanted)
            self._choice = replace(self.choice, by_hand=kept)
            self.changed.emit()


def _in_row(spacing: int, *parts: QWidget, stretched: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for part in parts:
        row.addWidget(part, 1 if part is stretched else 0)
    return row
