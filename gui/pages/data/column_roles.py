"""Which column of a file is what: a choice for each column."""

from __future__ import annotations

import enum
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from gui.translation import tr
from gui.widgets.labels import ElidedLabel
from gui.widgets.tab_order import follow

if TYPE_CHECKING:
    from services.datasets.mapping import Mapping
    from services.datasets.preview import Preview

NAME_WIDTH = 100
ROLE_WIDTH = 132


class Role(enum.Enum):
    """What the cells of a column are."""

    TEXT = "text"
    ANSWER = "answer"
    SPLIT = "split"
    GROUP = "group"
    INFORMATION = "information"
    IGNORED = "ignored"


SINGLE = (Role.ANSWER, Role.SPLIT, Role.GROUP)
"""Roles that one column at most can have."""


class ColumnRoles(QScrollArea):
    """`changed` says that the user chose; several text columns are joined."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(QCoreApplication.translate("ColumnRoles", "Columns of the file"))
        self.combos: dict[str, QComboBox] = {}

    def show_preview(self, preview: Preview) -> None:
        """List the columns with what they are read as, and an example of what they hold."""
        if tuple(self.combos) != preview.columns:
            self._list_columns(preview)
        for name, combo in self.combos.items():
            combo.blockSignals(True)
            combo.setCurrentIndex(combo.findData(role_of(preview.mapping, name)))
            combo.blockSignals(False)

    def _list_columns(self, preview: Preview) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 6, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self.combos = {}
        for place, name in enumerate(preview.columns):
            sample = next((row[place] for row in preview.cells if row[place].strip()), "")
            shown = ElidedLabel(name, "field", Qt.TextElideMode.ElideMiddle)
            shown.setMinimumWidth(NAME_WIDTH)
            combo = self._make_combo(name)
            shown.setBuddy(combo)
            grid.addWidget(shown, place, 0)
            grid.addWidget(ElidedLabel(sample[:200], "small"), place, 1)
            grid.addWidget(combo, place, 2)
        outer.addLayout(grid)
        outer.addStretch()
        self.setWidget(inside)
        follow(self, list(self.combos.values()))

    def mapping(self, form: Mapping) -> Mapping:
        """A mapping of this form with the columns as chosen here."""
        names = {role: tuple(n for n in self.combos if self._role(n) is role) for role in Role}
        return replace(
            form,
            text=names[Role.TEXT],
            answer=next(iter(names[Role.ANSWER]), None),
            split=next(iter(names[Role.SPLIT]), None),
            group=next(iter(names[Role.GROUP]), None),
            metadata=names[Role.INFORMATION],
        )

    def _role(self, name: str) -> Role:
        return self.combos[name].currentData()

    def _make_combo(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setFixedWidth(ROLE_WIDTH)
        combo.setAccessibleName(tr("Column {name} is").format(name=name))
        for one in Role:
            combo.addItem(role_name(one), one)
        group = tr("Rows of one group, such as a customer, stay in one split")
        combo.setItemData(combo.findData(Role.GROUP), group, Qt.ItemDataRole.ToolTipRole)
        combo.currentIndexChanged.connect(lambda: self._on_choice(name))
        self.combos[name] = combo
        return combo

    def _on_choice(self, name: str) -> None:
        role = self._role(name)
        for other, combo in self.combos.items():
            if role in SINGLE and other != name and self._role(other) is role:
                combo.blockSignals(True)
                combo.setCurrentIndex(combo.findData(Role.INFORMATION))
                combo.blockSignals(False)
        self.changed.emit()


def role_of(mapping: Mapping, name: str) -> Role:
    """What a column is read as by a complete mapping."""
    if name in mapping.text:
        return Role.TEXT
    if name == mapping.answer:
        return Role.ANSWER
    if name == mapping.split:
        return Role.SPLIT
    if name == mapping.group:
        return Role.GROUP
    kept = mapping.metadata is None or name in mapping.metadata
    return Role.INFORMATION if kept else Role.IGNORED


def role_name(role: Role) -> str:
    """The word for a role."""
    return {
        Role.TEXT: tr("Text"),
        Role.ANSWER: tr("Answer"),
        Role.SPLIT: tr("Split"),
        Role.GROUP: tr("Group"),
        Role.INFORMATION: tr("Information"),
        Role.IGNORED: tr("Leave out"),
    }[role]
