"""One change to many rows: which rows, what change, and how many it is about."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QStackedWidget, QWidget

from gui.pages.data import words
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.labels import label
from gui.widgets.segmented import Segmented
from gui.words import split_name
from services.domain.example import Split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.task import Task

WIDTH = 540


class Scope(enum.Enum):
    """Which rows of the table are meant."""

    SELECTED = enum.auto()
    ALL = enum.auto()


class Deed(enum.Enum):
    """What can be done to many rows."""

    LABEL = enum.auto()
    FLAG = enum.auto()
    UNFLAG = enum.auto()
    SPLIT = enum.auto()
    DELETE = enum.auto()


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to `rows`; `value` is a label id, a reason or a split."""

    deed: Deed
    rows: Sequence[int]
    value: object = None


class ChangeDialog(FormDialog):
    """`chosen` carries the `Change`."""

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        task: Task,
        selected: Sequence[int],
        shown: Sequence[int],
        deed: Deed,
        parent: QWidget,
    ) -> None:
        super().__init__(
            theme,
            self.tr("Change many rows"),
            self.tr("Change"),
            self.tr("The change is one step: Ctrl+Z takes all of it back."),
            parent,
        )
        self._task = task
        self.setMinimumWidth(WIDTH)
        self._meant = {Scope.SELECTED: selected, Scope.ALL: shown}
        self.scope = Segmented(self.tr("Which rows"), self._scopes())
        self.deeds = Segmented(self.tr("What to do"), self._deeds())
        self.label = QComboBox()
        self.split = QComboBox()
        self.reason = QLineEdit()
        self._fields = QStackedWidget()
        self._question = label("", "h2", wrap=True)
        self._note = label("", "mute", wrap=True)
        self._fill()
        self._build()
        self._connect()
        self.scope.choose(Scope.SELECTED if selected else Scope.ALL)
        self.deeds.choose(deed if task.kind.has_labels or deed is not Deed.LABEL else Deed.FLAG)
        self._look()

    @property
    def question(self) -> str:
        return self._question.text()

    @Slot()
    def confirm(self) -> None:
        deed = self._deed
        values = {
            Deed.LABEL: self.label.currentData(),
            Deed.FLAG: self.reason.text().strip(),
            Deed.SPLIT: self._split_value(),
        }
        self.chosen.emit(Change(deed, self._rows, values.get(deed)))
        super().confirm()

    @property
    def _deed(self) -> Deed:
        return self.deeds.value

    @property
    def _rows(self) -> Sequence[int]:
        return self._meant[self.scope.value]

    def _scopes(self) -> list[tuple[str, Scope]]:
        counts = {scope: f"{len(rows):,}" for scope, rows in self._meant.items()}
        return [
            (self.tr("Selected: {n}").format(n=counts[Scope.SELECTED]), Scope.SELECTED),
            (self.tr("All in the table: {n}").format(n=counts[Scope.ALL]), Scope.ALL),
        ]

    def _deeds(self) -> list[tuple[str, Deed]]:
        deeds = [
            (self.tr("Label"), Deed.LABEL),
            (self.tr("Flag"), Deed.FLAG),
            (self.tr("Remove flag"), Deed.UNFLAG),
            (self.tr("Split"), Deed.SPLIT),
            (self.tr("Delete"), Deed.DELETE),
        ]
        return deeds if self._task.kind.has_labels else deeds[1:]

    def _fill(self) -> None:
        for known in self._task.labels:
            self.label.addItem(known.name, known.id)
        for split in Split:
            self.split.addItem(split_name(split), int(split))
        self.split.addItem(self.tr("in no split"), None)
        self.reason.setPlaceholderText(self.tr("Why? It may stay empty."))

    def _split_value(self) -> Split | None:
        value = self.split.currentData()
        return None if value is None else Split(value)

    def _build(self) -> None:
        self.body.addWidget(FormRow(self.tr("Which rows"), self.scope))
        self.body.addWidget(FormRow(self.tr("What to do"), self.deeds))
        self._rows_of_fields = {
            Deed.LABEL: FormRow(self.tr("Label"), self.label),
            Deed.FLAG: FormRow(self.tr("Reason"), self.reason),
            Deed.SPLIT: FormRow(self.tr("Split"), self.split),
        }
        self._none = QWidget()
        for row in (*self._rows_of_fields.values(), self._none):
            self._fields.addWidget(row)
        self.body.addWidget(self._fields)
        self.body.addWidget(self._question)
        self.body.addWidget(self._note)
        self.body.addStretch()
        self.finish_building()

    def _connect(self) -> None:
        self.scope.chosen.connect(self._look)
        self.deeds.chosen.connect(self._look)
        self.label.currentIndexChanged.connect(self._look)
        self.split.currentIndexChanged.connect(self._look)

    @Slot()
    def _look(self) -> None:
        deed, count = self._deed, len(self._rows)
        self._fields.setCurrentWidget(self._rows_of_fields.get(deed, self._none))
        self._question.setText(self._asked(words.rows(count)))
        self._note.setText(self._noted())
        self.confirm_button.setText(self._verb(words.rows(count)))
        self.confirm_button.setEnabled(bool(count))

    def _asked(self, rows: str) -> str:
        match self._deed:
            case Deed.LABEL:
                text = self.tr("Label {rows} as “{name}”?")
                return text.format(rows=rows, name=self.label.currentText())
            case Deed.FLAG:
                return self.tr("Flag {rows}?").format(rows=rows)
            case Deed.UNFLAG:
                return self.tr("Remove the flag of {rows}?").format(rows=rows)
            case Deed.SPLIT if self._split_value() is None:
                return self.tr("Take {rows} out of their split?").format(rows=rows)
            case Deed.SPLIT:
                text = self.tr("Put {rows} into {split}?")
                return text.format(rows=rows, split=self.split.currentText())
            case Deed.DELETE:
                return self.tr("Delete {rows}?").format(rows=rows)

    def _noted(self) -> str:
        match self._deed:
            case Deed.LABEL:
                return self.tr(
                    "This becomes your answer on each of them, in place of what you said."
                )
            case Deed.SPLIT if self._split_value() is None:
                return self.tr("The next split draws them again.")
            case Deed.SPLIT:
                return self.tr("They stay there: no later split moves them.")
            case Deed.DELETE:
                return self.tr(
                    "They leave the table, the queues and exports. The project file keeps them, so "
                    "that it can be undone; runs that were measured on them keep their figures."
                )
            case _:
                return ""

    def _verb(self, rows: str) -> str:
        match self._deed:
            case Deed.LABEL:
                return self.tr("Label {rows}").format(rows=rows)
            case Deed.FLAG:
                return self.tr("Flag {rows}").format(rows=rows)
            case Deed.UNFLAG:
                return self.tr("Remove flags")
            case Deed.SPLIT:
                return self.tr("Move {rows}").format(rows=rows)
            case Deed.DELETE:
                return self.tr("Delete {rows}").format(rows=rows)
