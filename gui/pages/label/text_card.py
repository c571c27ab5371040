"""The text of the example at hand, large, with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.pills import PillKind
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel, Pill
from gui.widgets.marked_text import MarkedText
from gui.words import split_name, state_name, state_pill

if TYPE_CHECKING:
    from services.domain.example import Example


class TextCard(Card):
    """The example at hand; words in it can be marked with mouse or keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self.text = MarkedText()
        self._state = Pill("")
        self._split = Pill("")
        self._flag = Pill("", PillKind.WARN)
        self._metadata = ElidedLabel(role="small")
        self._build()

    def show_example(self, example: Example, title: str) -> None:
        self.set_title(title)
        self.text.show_text(example.text)
        self._state.show_as(state_name(example.state), state_pill(example.state))
        self._split.setVisible(example.split is not None)
        if example.split is not None:
            self._split.setText(split_name(example.split))
        self._flag.setVisible(example.flagged)
        self._flag.setText(self._flag_words(example.flag_reason))
        told = (f"{name}: {value}" for name, value in example.metadata.items())
        self._metadata.setText("  ·  ".join(told))
        self._metadata.setVisible(bool(example.metadata))

    def _build(self) -> None:
        self.text.setAccessibleName(self.tr("Text of the example"))
        pills = QHBoxLayout()
        pills.setSpacing(6)
        for pill in (self._flag, self._split, self._state):
            pills.addWidget(pill)
        holder = QWidget()
        holder.setLayout(pills)
        pills.setContentsMargins(0, 0, 0, 0)
        self.add_action(holder)
        self.add(self.text, stretch=1)
        self.add(self._metadata)

    def _flag_words(self, reason: str) -> str:
        return self.tr("Flagged: {reason}").format(reason=reason) if reason else self.tr("Flagged")
