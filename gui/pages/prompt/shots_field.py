"""Which training rows a few-shot prompt shows: chosen by hand, and drawn at random."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.buttons import button, icon_button
from gui.widgets.labels import label
from services.domain.prompt import ShotChoice
from services.prompts.use_cases import FIRST_SHOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.task import TaskKind
    from services.prompts.shots import Shot

MOST_SHOTS = 100
LIST_HEIGHT = 96
SHOWN_CHARACTERS = 80


class ShotsField(QWidget):
    """`changed` says that the user chose other shots; `add_asked` that the row at hand is to be
    one."""

    changed = Signal()
    add_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = ShotChoice()
        self.random = QSpinBox(maximum=MOST_SHOTS)
        self.redraw = button(theme, self.tr("Draw again"), "shuffle")
        self.list = QListWidget()
        self.add = button(theme, self.tr("Add the row at hand"), "plus", "ghost")
        self.remove = icon_button(theme, "trash-2", self.tr("Remove this shot (Delete)"))
        self._drawn = label("")
        self._by_hand = label("", "small", wrap=True)
        self._build()
        self._connect()

    @property
    def choice(self) -> ShotChoice:
        return replace(self._choice, random=self.random.value())

    def show_choice(self, choice: ShotChoice) -> None:
        """Show a choice without telling."""
        self._choice = choice
        self.random.blockSignals(True)
        self.random.setValue(choice.random)
        self.random.blockSignals(False)
        self.redraw.setEnabled(choice.random > 0)

    def offer_some(self) -> None:
        """Begin with a few random shots where there are none yet, without telling."""
        if not self.random.value():
            self.show_choice(replace(self._choice, random=FIRST_SHOTS))

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
        """Say how random shots are drawn: each label in turn, where there are labels."""
        self._drawn.setText(
            self.tr("At random, by label") if kind.has_labels else self.tr("At random")
        )

    def _build(self) -> None:
        drawn = self._drawn
        drawn.setBuddy(self.random)
        self.random.setAccessibleName(self.tr("Shots at random"))
        self.redraw.setToolTip(self.tr("Draw other training rows, with another seed"))
        self.list.setAccessibleName(self.tr("Shots chosen by hand"))
        self.list.setFixedHeight(LIST_HEIGHT)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()
        numbers = QHBoxLayout()
        numbers.setSpacing(8)
        numbers.addWidget(self.random)
        numbers.addWidget(self.redraw, 1)
        hand = QHBoxLayout()
        hand.setSpacing(4)
        hand.addWidget(self._by_hand, 1)
        hand.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(drawn)
        column.addLayout(numbers)
        column.addLayout(hand)
        column.addWidget(self.list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.random.valueChanged.connect(self._tell)
        self.redraw.clicked.connect(self._draw_again)
        self.remove.clicked.connect(self._remove)
        self.add.clicked.connect(self.add_asked)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)

    @Slot()
    def _tell(self) -> None:
        self.redraw.setEnabled(self.random.value() > 0)
        self.changed.emit()

    @Slot()
    def _draw_again(self) -> None:
        self._choice = replace(self._choice, seed=self._choice.seed + 1)
        self.changed.emit()

    @Slot()
    def _remove(self) -> None:
        at = max(0, self.list.currentRow())
        if at < self.list.count():
            unwanted = self.list.item(at).data(Qt.ItemDataRole.UserRole)
            kept = tuple(one for one in self._choice.by_hand if one != unwanted)
            self._choice = replace(self._choice, by_hand=kept)
            self.changed.emit()
