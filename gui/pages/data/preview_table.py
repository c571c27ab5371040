"""The first rows of a file as they will be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pills import PillKind
from gui.tables.columns import Column
from gui.tables.example_table import answer_text
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.words import split_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.datasets.rows import Row
    from services.domain.task import Task


ANSWER, SPLIT, INFORMATION = 2, 3, 4
"""Columns that are hidden while they are empty: the texts need the room."""


class PreviewTable(LazyTableView):
    """Line, text, answer, split and what else comes along."""

    def __init__(self, theme: Theme, task: Task) -> None:
        self._rows: Sequence[Row] = ()
        self._names = {label.id: label.name for label in task.labels}
        self._has_labels = task.kind.has_labels
        super().__init__(
            LazyTableModel(self._columns(), lambda places: [self._rows[n] for n in places]),
            theme,
            tr("First rows as they will be read"),
        )

    def show_rows(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.show_ids(range(len(rows)))
        has_answer = any(row.answer is not None or row.new_label for row in rows)
        self.setColumnHidden(ANSWER, not has_answer)
        self.setColumnHidden(SPLIT, all(row.split is None for row in rows))
        self.setColumnHidden(INFORMATION, not any(row.metadata for row in rows))
        self._stretch_columns()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(tr("Line"), 54, lambda row: f"{row.line:,}", right=True, mute=True),
            Column(tr("Text"), 150, lambda row: row.text[:400], stretch=3),
            Column(
                tr("Answer"),
                120,
                self._answer,
                stretch=1,
                pill=self._answer_pill,
            ),
            Column(
                tr("Split"),
                80,
                lambda row: "" if row.split is None else split_name(row.split),
                mute=True,
            ),
            Column(tr("Information"), 140, _information, mute=True),
        )

    def _answer(self, row: Row) -> str:
        if row.new_label:
            return tr("{name} (new)").format(name=row.new_label)
        return answer_text(row.answer, self._names)

    def _answer_pill(self, row: Row) -> PillKind | None:
        has_one = self._has_labels and (row.answer is not None or bool(row.new_label))
        return PillKind.ACCENT if has_one else None


def _information(row: Row) -> str:
    return "  ".join(f"{name}: {value[:60]}" for name, value in row.metadata.items())
