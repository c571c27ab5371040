"""What the authors say who disagree on the row at hand, side by side; one click settles it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QWidget

from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.labels import label
from services.domain.values import is_absent, value_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.theme import Theme
    from services.domain.task import Task
    from services.labeling.settling import Opinion

MOST_KEYS = 9
SMALLEST, TALLEST = 92, 210
"""Bounds of the height of what was said; longer records scroll."""
FRAME = 2
ABSENT = "–"


class DisputeCard(Card):
    """`taken` carries the opinion that is to be the gold answer. Shown only while opinions
    differ."""

    taken = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The authors disagree"), parent=parent)
        self._theme = theme
        self.opinions: tuple[Opinion, ...] = ()
        self.buttons: list[QPushButton] = []
        self._area = QScrollArea(widgetResizable=True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        hint = self.tr("What you take or answer becomes the gold answer; what they said is kept.")
        self.add(label(hint, "small", wrap=True))
        self.add(self._area, stretch=1)
        self.hide()

    def show_opinions(self, opinions: Sequence[Opinion], task: Task) -> None:
        """Show what was said; nothing when there is no dispute."""
        self.opinions = tuple(opinions) if len(opinions) > 1 else ()
        self.buttons = [self._button(place) for place in range(len(self.opinions))]
        inside = QWidget()
        inside.setObjectName("scrolled")
        if task.kind.has_labels:
            self._lay_out_labels(inside, task)
        else:
            self._lay_out_records(inside, task)
        self._area.setWidget(inside)
        wanted = inside.sizeHint().height() + FRAME
        self._area.setMinimumHeight(min(wanted, SMALLEST))
        self._area.setMaximumHeight(min(wanted, TALLEST))
        self.setVisible(bool(self.opinions))

    def take(self, place: int) -> None:
        """Take the opinion at a place, from 0; nothing where there is none."""
        if place < len(self.opinions):
            self.taken.emit(self.opinions[place])

    def _button(self, place: int) -> QPushButton:
        made = button(self._theme, "", variant="choice")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.take(place))
        return made

    def _key(self, place: int) -> str:
        return f"Alt+{place + 1}   " if place < MOST_KEYS else ""

    def _lay_out_labels(self, inside: QWidget, task: Task) -> None:
        flow = FlowLayout(inside, even=True)
        for place, (made, opinion) in enumerate(zip(self.buttons, self.opinions, strict=True)):
            found = task.label_with_id(opinion.value) if isinstance(opinion.value, str) else None
            text = self.tr("{label}: {authors}").format(
                label=found.name if found else ABSENT, authors=", ".join(opinion.authors)
            )
            made.setText((self._key(place) + text).replace("&", "&&"))
            made.setAccessibleName(text)
            flow.addWidget(made)

    def _lay_out_records(self, inside: QWidget, task: Task) -> None:
        """A column for each opinion; fields on which they differ stand out."""
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        records = [each.value for each in self.opinions if isinstance(each.value, dict)]
        fields: dict[str, Any] = dict((task.schema or {}).get("properties", {}))
        for column, (made, opinion) in enumerate(zip(self.buttons, self.opinions, strict=True), 1):
            authors = ", ".join(opinion.authors)
            made.setText((self._key(column - 1) + authors).replace("&", "&&"))
            made.setAccessibleName(self.tr("Take the record of {authors}").format(authors=authors))
            grid.addWidget(made, 0, column)
            grid.setColumnStretch(column, 1)
        for row, (name, values, differ) in enumerate(_lines(fields, records), 1):
            grid.addWidget(label(name, "field" if differ else "mute"), row, 0)
            for column, value in enumerate(values, 1):
                shown = label(_text(value), "warn" if differ else "mute", wrap=True)
                grid.addWidget(shown, row, column)


def _lines(
    fields: Mapping[str, Any], records: Sequence[Mapping[str, Any]]
) -> list[tuple[str, list[Any], bool]]:
    """Name, values and whether they differ; those that do come first, empty ones are left out."""
    names = dict.fromkeys((*fields, *(name for record in records for name in record)))
    found: list[tuple[str, list[Any], bool]] = []
    for name in names:
        values = [record.get(name) for record in records]
        keys = {value_key(value, fields.get(name)) for value in values}
        if keys != {None}:
            found.append((name, values, len(keys) > 1))
    return sorted(found, key=lambda line: not line[2])


def _text(value: Any) -> str:
    if is_absent(value):
        return ABSENT
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
