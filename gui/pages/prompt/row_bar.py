"""Which row the prompt is shown over: search, previous, next."""

from __future__ import annotations

import random
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gui.latest import Latest
from gui.widgets.buttons import icon_button
from gui.widgets.labels import label
from services.domain.example import Example, ExampleFilter, Split

if TYPE_CHECKING:
    from gui.background import Background
    from gui.theme import Theme
    from services.datasets.use_cases import Datasets
    from services.jobs import JobContext


@dataclass(frozen=True, slots=True)
class RowsInView:
    """The rows that a run would be over: those that the search finds, else those of validation."""

    count: int
    searched: bool = False
    validation: bool = False


class RowBar(QWidget):
    """Walks along the rows that `search`, a field placed elsewhere, finds.

    `changed` carries the Example at hand, or None; `looked_up` the RowsInView.
    """

    changed = Signal(object)
    looked_up = Signal(object)

    def __init__(
        self,
        theme: Theme,
        background: Background,
        datasets: Datasets,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._datasets = datasets
        self._rows: array[int] = array("q")
        self._at = 0
        self._example: Example | None = None
        self._found_for: str | None = None
        self._search = Latest(background, self, self.tr("Searching rows"), pause_ms=150)
        self.search = self._make_search(theme)
        self.previous = icon_button(theme, "chevron-left", self.tr("Previous row (Ctrl+Left)"))
        self.next = icon_button(theme, "chevron-right", self.tr("Next row (Ctrl+Right)"))
        self.place = label("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.place, self.previous, self.next):
            row.addWidget(part)
        self.search.textChanged.connect(self.find)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))

    @property
    def example(self) -> Example | None:
        return self._example

    @property
    def rows(self) -> array[int]:
        """The rows that the search finds."""
        return self._rows

    def ahead(self, count: int) -> list[Example]:
        """The next rows, the row at hand first; it alone where the search finds nothing."""
        found = self._datasets.examples(self._rows[self._at : self._at + count])
        return found or ([self._example] if self._example else [])

    def drawn(self, count: int) -> list[Example]:
        """Rows drawn from all that the search finds; the same ones each time."""
        rows = self._rows
        if len(rows) > count:
            rows = array("q", sorted(random.Random(0).sample(rows, count)))
        return self._datasets.examples(rows)

    def find(self) -> None:
        """Look the rows up again; the row at hand stays where it is still found."""
        wanted = ExampleFilter(search=self.search.text().strip())
        self._search.ask(lambda context: self._look_up(wanted, context), self._show_rows)

    def step(self, by: int) -> None:
        """Go on by so many rows, not past the ends."""
        self._go(self._at + by)

    def go_to(self, example_id: str) -> None:
        """Show an example, whatever is searched for."""
        self._example = self._datasets.example(example_id)
        at = _place_of(self._example.row, self._rows)
        if at is not None:
            self._at = at
            self._show_place()
        self.search.clear()
        self.find()
        self.changed.emit(self._example)

    def _look_up(
        self, wanted: ExampleFilter, context: JobContext
    ) -> tuple[array[int], int | None, RowsInView]:
        """The rows, which of them to show where the row at hand is not among them, and a run."""
        rows = self._datasets.rows(wanted, context)
        if wanted.search:
            return rows, None, RowsInView(len(rows), searched=True)
        validation = self._datasets.rows(ExampleFilter(split=Split.VALIDATION), context)
        if not validation:
            return rows, None, RowsInView(len(rows))
        return rows, validation[0], RowsInView(len(validation), validation=True)

    def _show_rows(self, found: tuple[array[int], int | None, RowsInView]) -> None:
        self._rows, first, in_view = found
        self.looked_up.emit(in_view)
        row = self._example.row if self._example else first
        at = _place_of(row, self._rows)
        if at is None and first is not None:
            at = _place_of(first, self._rows)
        self._go(at or 0)

    def _go(self, at: int) -> None:
        """Show a row of those found; where nothing is found the row at hand stays."""
        self._at = max(0, min(at, len(self._rows) - 1))
        shown = self._datasets.examples(self._rows[self._at : self._at + 1])
        if shown:
            self._example = shown[0]
        self._show_place()
        self.changed.emit(self._example)

    def _show_place(self) -> None:
        words = self.tr("{at} of {all}").format(at=f"{self._at + 1:,}", all=f"{len(self._rows):,}")
        self.place.setText(words if self._rows else self.tr("no row found"))
        self.previous.setEnabled(self._at > 0)
        self.next.setEnabled(self._at + 1 < len(self._rows))

    def _make_search(self, theme: Theme) -> QLineEdit:
        field = QLineEdit(placeholderText=self.tr("Search a row…  (Ctrl+F)"))
        field.setAccessibleName(self.tr("Search a row"))
        field.setClearButtonEnabled(True)
        action = field.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        theme.dress(action, "search")
        return field


def _place_of(row: int | None, rows: array[int]) -> int | None:
    """Where a row stands among rows that grow in order."""
    from bisect import bisect_left

    if row is None:
        return None
    at = bisect_left(rows, row)
    return at if at < len(rows) and rows[at] == row else None
