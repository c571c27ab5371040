"""The table of examples: number, text, answer, split, state, flag."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gui.pills import PillKind
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.words import split_name, state_name, state_pill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QObject

    from gui.theme import Theme
    from services.domain.example import Example
    from services.domain.task import Task

    Fetch = Callable[[Sequence[int]], Sequence[Example]]

TEXT_LIMIT = 200
"""Characters of a text that are fetched for the table: more than a line ever shows."""


class ExampleTableModel(LazyTableModel):
    """Its ids are row numbers of the project file; `fetch` gives the examples in rows."""

    def __init__(self, task: Task, fetch: Fetch, parent: QObject | None = None) -> None:
        self._names = {label.id: label.name for label in task.labels}
        super().__init__(_columns(task, self._answer), _aligned(fetch), parent)

    def show_task(self, task: Task) -> None:
        """Use the label names of a changed task."""
        self._names = {label.id: label.name for label in task.labels}
        self.refresh()

    def _answer(self, example: Example) -> str:
        return answer_text(example.gold, self._names)


class ExampleTableView(LazyTableView):
    """The view; `current_changed` and `activated_id` carry row numbers."""

    def __init__(self, model: ExampleTableModel, theme: Theme) -> None:
        super().__init__(model, theme, tr("Examples"))


def answer_text(gold: object, names: Mapping[str, str]) -> str:
    """A gold answer on one line: the label's name, or the fields of the record."""
    if gold is None:
        return ""
    if isinstance(gold, str):
        return names.get(gold, "")
    assert isinstance(gold, dict)
    return " · ".join(f"{name}: {_field_text(value)}" for name, value in gold.items())


def _field_text(value: object) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _columns(task: Task, answer: Callable[[Example], str]) -> tuple[Column, ...]:
    has_labels = task.kind.has_labels
    return (
        Column("#", 64, lambda example: f"{example.row:,}", right=True, mute=True),
        Column(tr("Text"), 170, lambda example: example.text, stretch=3),
        Column(
            tr("Label") if has_labels else tr("Record"),
            140 if has_labels else 220,
            answer,
            pill=(lambda example: PillKind.ACCENT if example.gold else None)
            if has_labels
            else None,
            stretch=1,
        ),
        Column(
            tr("Split"),
            88,
            lambda example: "–" if example.split is None else split_name(example.split),
            mute=True,
        ),
        Column(
            tr("State"),
            104,
            lambda example: state_name(example.state),
            pill=lambda example: state_pill(example.state),
        ),
        Column(
            tr("Flag"),
            60,
            lambda example: tr("flag") if example.flagged else "",
            pill=lambda example: PillKind.WARN if example.flagged else None,
        ),
    )


def _aligned(fetch: Fetch) -> Callable[[Sequence[int]], list[Example | None]]:
    def aligned(rows: Sequence[int]) -> list[Example | None]:
        found = {example.row: example for example in fetch(rows)}
        return [found.get(row) for row in rows]

    return aligned
