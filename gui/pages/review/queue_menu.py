"""Which rows are reviewed, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from gui.pages.review.words import cell_words, kind_hint, kind_words
from gui.widgets.buttons import button
from services.evaluation.review_queue import QueueKind, ReviewOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.domain.task import Task
    from services.evaluation.records import Cell

MOST_CELLS = 15


class QueueMenu(QMenu):
    """`chosen` carries what is to be reviewed. The menu is made anew each time."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._wanted: ReviewOf | None = None
        self._confused: Sequence[tuple[Cell, int]] = ()
        self.button = self._made_button(theme)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    def show_wanted(
        self, wanted: ReviewOf | None, task: Task, confused: Sequence[tuple[Cell, int]]
    ) -> None:
        """Show what is reviewed; `confused` are the cells of the run, with their rows."""
        self._wanted, self._task, self._confused = wanted, task, confused
        self.button.setVisible(wanted is not None)
        if wanted is not None:
            self.button.setText(kind_words(wanted.kind))

    @Slot()
    def fill(self) -> None:
        """Offer the queues."""
        self.clear()
        wanted, task = self._wanted, self._task
        if wanted is None or task is None:
            return
        group = QActionGroup(self)
        for kind in QueueKind:
            action = self._offer(
                self, kind_words(kind), ReviewOf(wanted.run, kind), on=self._is(wanted, kind)
            )
            action.setToolTip(kind_hint(kind))
            group.addAction(action)
        self._offer_parts(wanted, task)
        self.addSeparator()
        mixed = replace(wanted, mixed=not wanted.mixed)
        made = self._offer(self, self.tr("Mix in right ones"), mixed, on=wanted.mixed, as_is=True)
        made.setToolTip(self.tr("One drawn at random for four mistakes."))
        blind = replace(wanted, blind=not wanted.blind)
        made = self._offer(self, self.tr("Blind"), blind, on=wanted.blind, as_is=True)
        made.setToolTip(self.tr("Gold answer and prediction shuffled and without names."))

    def _offer_parts(self, wanted: ReviewOf, task: Task) -> None:
        """The fields of the records, or the labels that the run confuses."""
        fields = () if task.kind.has_labels else tuple((task.schema or {}).get("properties", {}))
        if not fields and not self._confused:
            return
        self.addSeparator()
        part = self.addMenu(self.tr("Of a field") if fields else self.tr("Confused labels"))
        for name in fields:
            words = name.replace("&", "&&")
            narrowed = ReviewOf(wanted.run, field=name)
            self._offer(part, words, narrowed, on=wanted.field == name)
        for cell, count in self._confused[:MOST_CELLS]:
            words = f"{cell_words(task, cell)}\t{count:,}".replace("&", "&&")
            self._offer(part, words, ReviewOf(wanted.run, cell=cell), on=wanted.cell == cell)
        hidden = len(self._confused) - MOST_CELLS
        if hidden > 0 and not fields:
            more = self.tr("{count} more in the grid on Evaluate").format(count=f"{hidden:,}")
            part.addAction(more).setEnabled(False)

    def _offer(
        self, menu: QMenu, words: str, wanted: ReviewOf, *, on: bool, as_is: bool = False
    ) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(on)
        now = self._wanted
        if now is not None and not as_is:
            wanted = replace(wanted, mixed=now.mixed, blind=now.blind)
        action.triggered.connect(lambda: self.chosen.emit(wanted))
        return action

    def _is(self, wanted: ReviewOf, kind: QueueKind) -> bool:
        narrowed = wanted.cell or wanted.field or wanted.within
        return wanted.kind is kind and not narrowed

    def _made_button(self, theme: Theme) -> QPushButton:
        made = button(theme, "", "list")
        made.setMenu(self)
        made.setToolTip(self.tr("Which rows are reviewed (Q)"))
        made.hide()
        return made
