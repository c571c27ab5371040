"""A row of a schema form: the key and name of a field, the field, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.buttons import icon_button
from gui.widgets.field_colours import field_colour
from gui.widgets.labels import label, restyle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.theme import Theme
    from services.domain.evidence import Slot

CHIP_WIDTH = 20
CHIP_HEIGHT = 18


@dataclass(frozen=True, slots=True)
class FieldKeys:
    """The key of each field (“” where it has none) and its number, which gives its colour."""

    theme: Theme
    keys: Sequence[str] = ()
    numbers: Mapping[Slot, int] = field(default_factory=dict)

    def key(self, slot: Slot) -> str:
        """The key that fills a field, as it is shown; “” without one."""
        number = self.numbers.get(slot, len(self.keys))
        return self.keys[number].upper() if number < len(self.keys) else ""


class KeyChip(QWidget):
    """A key on the colour that its words have in the text."""

    def __init__(self, keys: FieldKeys, slot: Slot) -> None:
        super().__init__()
        self._theme = keys.theme
        self._number = keys.numbers[slot]
        self._key = keys.key(slot)
        self.setFixedSize(QSize(CHIP_WIDTH, CHIP_HEIGHT))
        keys.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(field_colour(self._theme, self._number))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.setPen(QColor(self._theme.tokens.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._key)


class SchemaRow(QWidget):
    """`absent_toggled` says that the user said, or took back, that the text has no such thing."""

    absent_toggled = Signal(bool)

    def __init__(
        self, keys: FieldKeys, slot: Slot, editor: QWidget, help_: str, *, required: bool
    ) -> None:
        super().__init__()
        self.editor = editor
        self._help = help_
        self._name = label(slot[-1] + (" *" if required else ""), "field")
        self._name.setBuddy(editor)
        self._note = label(help_, "small", wrap=True)
        self.absent_button = icon_button(keys.theme, "ban", self.tr("Not in the text (Ctrl+0)"))
        self.absent_button.setCheckable(True)
        self.absent_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.absent_button.clicked.connect(self.absent_toggled)
        editor.setAccessibleName(" › ".join(slot))
        head = QHBoxLayout()
        head.setSpacing(6)
        if slot in keys.numbers and keys.keys:
            head.addWidget(KeyChip(keys, slot))
        head.addWidget(self._name, 1)
        head.addWidget(self.absent_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(editor)
        layout.addWidget(self._note)
        # Only now: a label without a parent would be shown as a window.
        self._note.setVisible(bool(help_))

    @property
    def absent(self) -> bool:
        return self.absent_button.isChecked()

    @property
    def note(self) -> str:
        return self._note.text()

    def say(self, problem: str, said: str = "") -> None:
        """What is wrong with the value, or else how it was read, or else what the field means."""
        text = problem or said or self._help
        self._note.setText(text)
        self._note.setVisible(bool(text))
        restyle(self._note, "role", "bad" if problem else "small")
        restyle(self.editor, "invalid", bool(problem))
        absent = self.tr("Not in the text.") if self.absent else ""
        self.editor.setAccessibleDescription(" ".join(filter(None, (absent, text))))
