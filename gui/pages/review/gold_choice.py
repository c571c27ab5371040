"""Choosing the right label: by its key, or with many labels by typing its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.widgets.label_keys import pressed_key
from services.labeling.finding import LabelFinder
from services.labeling.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from services.domain.task import Label

ID_ROLE = Qt.ItemDataRole.UserRole


class GoldChoice(QWidget):
    """`chosen` carries a label id, `left` says that the user does not want to choose.

    Up to 35 labels have keys; more are found by typing. Enter takes the marked one.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[Label, ...] = ()
        self._finder = LabelFinder(())
        self._held: dict[str, str] = {}
        self.field = QLineEdit()
        self.list = _LabelList()
        self._build()

    @property
    def typing(self) -> bool:
        """There are more labels than keys, so letters are typed into the field."""
        return len(self._labels) > len(KEYS)

    def show_labels(
        self,
        labels: Sequence[Label],
        keys: Mapping[str, str],
        gold: str | None,
        predicted: str | None,
    ) -> None:
        """Offer the labels with their `keys` by id; the predicted one, the likeliest, is marked."""
        self._labels = tuple(labels)
        self._finder = LabelFinder(self._labels)
        self._held = {key: label_id for label_id, key in keys.items()}
        self.list.clear()
        for label in self._labels:
            key = f"{keys[label.id].upper()}   " if label.id in keys else ""
            item = QListWidgetItem(key + label.name + self._note(label.id, gold, predicted))
            item.setData(ID_ROLE, label.id)
            item.setToolTip(label.description)
            self.list.addItem(item)
            if label.id == predicted:
                self.list.setCurrentItem(item)
        self.field.setVisible(self.typing)
        self.field.clear()

    def take_focus(self) -> None:
        """Put the focus where keys choose."""
        (self.field if self.typing else self.list).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_current()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        elif (chosen := self._held.get(pressed_key(event) or "")) is not None:
            self.chosen.emit(chosen)
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.field.setPlaceholderText(self.tr("Type to find a label"))
        self.field.setAccessibleName(self.tr("Find a label"))
        self.field.textChanged.connect(self._filter)
        self.list.setAccessibleName(self.tr("Labels"))
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self._take_current())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)

    def _note(self, label_id: str, gold: str | None, predicted: str | None) -> str:
        if label_id == gold:
            return self.tr("  · gold now")
        return self.tr("  · predicted") if label_id == predicted else ""

    @Slot(str)
    def _filter(self, typed: str) -> None:
        """Show what is found; mark the best of it, unless what is marked is found too."""
        found = [label.id for label in self._finder.find(typed)]
        shown = set(found)
        for at, label in enumerate(self._labels):
            self.list.item(at).setHidden(label.id not in shown)
        if typed.strip() and not self._may_take():
            ids = [label.id for label in self._labels]
            self.list.setCurrentRow(ids.index(found[0]) if found else -1)

    def _step(self, step: int) -> None:
        shown = [at for at in range(self.list.count()) if not self.list.item(at).isHidden()]
        if not shown:
            self.list.setCurrentRow(-1)
            return
        now = self.list.currentRow()
        place = shown.index(now) + step if now in shown else 0
        self.list.setCurrentRow(shown[max(0, min(place, len(shown) - 1))])

    def _take_current(self) -> None:
        if self._may_take():
            self.chosen.emit(self.list.currentItem().data(ID_ROLE))

    def _may_take(self) -> bool:
        """A label is marked, and the filter shows it."""
        return self.list.currentRow() >= 0 and not self.list.currentItem().isHidden()


class _LabelList(QListWidget):
    """Leaves all keys to the choice, so that they mean the same here as in its field."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
