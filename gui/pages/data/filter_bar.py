"""Search and filters above the table."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from gui.pages.data.count_combo import CountCombo
from gui.widgets.buttons import button
from gui.words import split_name, state_name
from services.domain.example import ExampleFilter, Split, State

if TYPE_CHECKING:
    from gui.pages.data.finding import Facets
    from gui.theme import Theme
    from services.domain.task import Task


class NoSplit(Enum):
    """The choice of examples that are in no split."""

    NONE = "none"


class FilterBar(QWidget):
    """`changed` says, at each key too, that `wanted` may be another filter."""

    changed = Signal()

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ids: frozenset[str] | None = None
        self._ranked: tuple[str, ...] = ()
        self._check_again = False
        self.search = self._make_search()
        self.label = CountCombo(theme, self.tr("Filter by label"), self.tr("All labels"))
        self.state = CountCombo(theme, self.tr("Filter by state"), self.tr("Any state"))
        self.state.set_entries([(state_name(state), state) for state in State])
        self.split = CountCombo(theme, self.tr("Filter by split"), self.tr("Any split"))
        in_splits = [(split_name(split), split) for split in Split]
        self.split.set_entries([*in_splits, (self.tr("in no split"), NoSplit.NONE)])
        self.flagged = self._make_flagged()
        self._lay_out()
        self.label.setVisible(task.kind.has_labels)
        self.show_task(task)
        self._connect()

    @property
    def wanted(self) -> ExampleFilter:
        split = self.split.value
        return ExampleFilter(
            search=self.search.text().strip(),
            label=self.label.value,
            state=self.state.value,
            split=split if isinstance(split, Split) else None,
            unsplit=split is NoSplit.NONE,
            flagged=self.flagged.isChecked(),
            check_again=self._check_again,
            ids=self._ids,
            ranked=self._ranked,
        )

    def show_filter(self, wanted: ExampleFilter) -> None:
        """Set all fields to a filter, which is then told once."""
        self.blockSignals(True)
        self._ids = wanted.ids
        self._ranked = wanted.ranked
        self._check_again = wanted.check_again
        self.search.setText(wanted.search)
        self.label.choose(wanted.label)
        self.state.choose(wanted.state)
        self.split.choose(NoSplit.NONE if wanted.unsplit else wanted.split)
        self.flagged.setChecked(wanted.flagged)
        self.blockSignals(False)
        self.changed.emit()

    def clear(self) -> None:
        self.show_filter(ExampleFilter())

    def show_task(self, task: Task) -> None:
        """Offer the labels of a changed task."""
        self.label.set_entries([(label.name, label.id) for label in task.labels])

    def show_counts(self, facets: Facets) -> None:
        """Say beside each choice what it would find."""
        labels, states, splits = facets.labels, facets.states, facets.splits
        self.label.show_counts(labels.total, lambda one: labels.by_label.get(one, 0))
        self.state.show_counts(states.total, lambda state: states.by_state[state])
        self.split.show_counts(
            splits.total,
            lambda one: splits.by_split[one if isinstance(one, Split) else None],
        )
        self.flagged.setText(self.tr("Flagged {n}").format(n=f"{facets.flags.flagged:,}"))

    def _make_search(self) -> QLineEdit:
        field = QLineEdit(placeholderText=self.tr("Search text…  (Ctrl+F)"))
        field.setAccessibleName(self.tr("Search text"))
        field.setClearButtonEnabled(True)
        action = field.addAction(
            self._theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._theme.dress(action, "search")
        return field

    def _make_flagged(self) -> QPushButton:
        made = button(self._theme, self.tr("Flagged"), "flag")
        made.setCheckable(True)
        made.setAccessibleName(self.tr("Only flagged examples"))
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.search, 1)
        for part in (self.label, self.state, self.split, self.flagged):
            row.addWidget(part)
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.changed)
        for combo in (self.label, self.state, self.split):
            combo.chosen.connect(self.changed)
        self.flagged.toggled.connect(self.changed)
