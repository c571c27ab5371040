"""The fields of a schema, one below the other, and what the chosen one is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.buttons import button, icon_button
from gui.widgets.field_details import FieldDetails
from gui.widgets.schema_words import plan_words
from services.datasets.field_plans import FieldKind, FieldPlan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.theme import Theme

DETAILS_WIDTH = 280
PLAN = Qt.ItemDataRole.UserRole


class SchemaEditor(QWidget):
    """`changed` says that the fields are others now. A record has its fields below it."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = QTreeWidget()
        self.details = FieldDetails()
        self.add_button = button(theme, self.tr("Add field"), "plus")
        self.inside_button = button(theme, self.tr("Add inside"), "braces")
        self.up_button = icon_button(theme, "chevron-up", self.tr("Move up (Ctrl+Up)"))
        self.down_button = icon_button(theme, "chevron-down", self.tr("Move down (Ctrl+Down)"))
        self.remove_button = icon_button(theme, "trash-2", self.tr("Remove the field (Del)"))
        self._build()
        self._connect()
        self._show_current()

    def plans(self) -> tuple[FieldPlan, ...]:
        """The fields as they stand, in order."""
        return tuple(_plan(item) for item in _inside(self.tree.invisibleRootItem()))

    def show_plans(self, plans: Iterable[FieldPlan]) -> None:
        """Show these fields without telling."""
        self.tree.clear()
        self._fill(self.tree.invisibleRootItem(), plans)
        self.tree.expandAll()
        for first in _inside(self.tree.invisibleRootItem())[:1]:
            self.tree.setCurrentItem(first)
        self._show_current()

    @Slot()
    def add(self) -> None:
        """A new field behind the chosen one."""
        current = self.tree.currentItem()
        parent = self._parent_of(current)
        at = parent.indexOfChild(current) + 1 if current is not None else parent.childCount()
        self._insert(parent, at)

    @Slot()
    def add_inside(self) -> None:
        """A new field in the chosen record."""
        current = self.tree.currentItem()
        if current is not None:
            self._insert(current, current.childCount())
            current.setExpanded(True)

    @Slot()
    def remove(self) -> None:
        """Take the chosen field out, with those inside it."""
        current = self.tree.currentItem()
        if current is not None:
            self._parent_of(current).removeChild(current)
            self._show_current()
            self.changed.emit()

    def _insert(self, parent: QTreeWidgetItem, at: int) -> None:
        made = _item(FieldPlan(""))
        parent.insertChild(at, made)
        self.tree.setCurrentItem(made)
        self._show_current()
        self.details.name.setFocus()
        self.changed.emit()

    def _move(self, by: int) -> None:
        current = self.tree.currentItem()
        if current is None:
            return
        parent = self._parent_of(current)
        at = parent.indexOfChild(current)
        if 0 <= at + by < parent.childCount():
            opened = current.isExpanded()
            parent.removeChild(current)
            parent.insertChild(at + by, current)
            current.setExpanded(opened)
            self.tree.setCurrentItem(current)
            self.changed.emit()

    def _fill(self, parent: QTreeWidgetItem, plans: Iterable[FieldPlan]) -> None:
        for plan in plans:
            made = _item(plan)
            parent.addChild(made)
            self._fill(made, plan.fields)

    def _parent_of(self, item: QTreeWidgetItem | None) -> QTreeWidgetItem:
        parent = item.parent() if item is not None else None
        return parent or self.tree.invisibleRootItem()

    @Slot(object)
    def _take_details(self, plan: FieldPlan) -> None:
        current = self.tree.currentItem()
        if current is not None:
            _show_plan(current, plan)
            self.inside_button.setEnabled(plan.kind is FieldKind.RECORD)
            self.changed.emit()

    def _show_current(self) -> None:
        current = self.tree.currentItem()
        plan: FieldPlan | None = current.data(0, PLAN) if current is not None else None
        if plan is not None:
            self.details.show_plan(plan)
        self._area.setVisible(plan is not None)
        for made in (self.up_button, self.down_button, self.remove_button):
            made.setEnabled(plan is not None)
        self.inside_button.setEnabled(plan is not None and plan.kind is FieldKind.RECORD)

    def _build(self) -> None:
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.tr("Fields of the schema"))
        self.inside_button.setToolTip(self.tr("Add a field to the chosen record"))
        self._area = QScrollArea(widgetResizable=True)
        inside = QWidget()
        inside.setObjectName("scrolled")
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(0, 0, 8, 0)
        holder.addWidget(self.details)
        self._area.setWidget(inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (self.tree, self._area):  # both scroll: neither asks for height
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._area.setMinimumWidth(DETAILS_WIDTH)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for made in (self.add_button, self.inside_button):
            buttons.addWidget(made)
        buttons.addStretch()
        for made in (self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(made)
        left = QVBoxLayout()
        left.addWidget(self.tree, 1)
        left.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(left, 1)
        layout.addWidget(self._area, 1)

    def _connect(self) -> None:
        self.tree.currentItemChanged.connect(self._show_current)
        self.details.changed.connect(self._take_details)
        self.add_button.clicked.connect(self.add)
        self.inside_button.clicked.connect(self.add_inside)
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button.clicked.connect(lambda: self._move(1))
        self.remove_button.clicked.connect(self.remove)
        for keys, call in (
            ("Ctrl+Up", lambda: self._move(-1)),
            ("Ctrl+Down", lambda: self._move(1)),
            ("Del", self.remove),
        ):
            QShortcut(
                QKeySequence(keys), self.tree, context=Qt.ShortcutContext.WidgetShortcut
            ).activated.connect(call)


def _item(plan: FieldPlan) -> QTreeWidgetItem:
    made = QTreeWidgetItem()
    _show_plan(made, plan)
    return made


def _show_plan(item: QTreeWidgetItem, plan: FieldPlan) -> None:
    item.setData(0, PLAN, plan)
    for inside in _inside(item):  # kept for when it is a record again
        inside.setHidden(plan.kind is not FieldKind.RECORD)
    item.setText(0, plan_words(plan))


def _plan(item: QTreeWidgetItem) -> FieldPlan:
    """The plan of an item, with those below it when it is a record."""
    plan: FieldPlan = item.data(0, PLAN)
    inside = _inside(item) if plan.kind is FieldKind.RECORD else ()
    return replace(plan, fields=tuple(_plan(one) for one in inside))


def _inside(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (item.child(at) for at in range(item.childCount()))
    return [child for child in children if child is not None]
