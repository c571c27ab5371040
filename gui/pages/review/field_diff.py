"""Gold and predicted record, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui.pages.review.words import field_text
from gui.pills import PillKind
from gui.tables.columns import Column
from gui.tables.lazy_table import LazyTableModel
from gui.tables.lazy_table_view import LazyTableView
from gui.translation import tr
from gui.widgets.card import Card
from gui.widgets.labels import label
from services.domain.values import is_absent, same_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of both records; `right` None: absent on both sides."""

    name: str
    gold: Any
    predicted: Any
    right: bool | None


class FieldDiff(Card):
    """A table of the fields; those that differ are marked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Gold answer and prediction"), parent=parent)
        self.lines: tuple[FieldLine, ...] = ()
        self._model = LazyTableModel(_columns(), self._lines_at, self)
        self._problem = label("", "warn", wrap=True)
        self.add(self._problem)
        self.add(LazyTableView(self._model, theme, tr("Fields of both records")), stretch=1)

    def show_records(
        self,
        gold: Mapping[str, Any],
        predicted: Mapping[str, Any],
        schema: Mapping[str, Any] | None,
        problem: str,
    ) -> None:
        """Show both records; `problem` says why there is no predicted one."""
        fields: Mapping[str, Any] = (schema or {}).get("properties", {})
        names = dict.fromkeys((*fields, *gold, *predicted))
        self.lines = tuple(
            _line(name, gold.get(name), predicted.get(name), fields.get(name)) for name in names
        )
        self._model.set_ids(range(len(self.lines)))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _lines_at(self, numbers: Sequence[int]) -> list[FieldLine]:
        return [self.lines[number] for number in numbers]


def _line(name: str, gold: Any, predicted: Any, schema: Mapping[str, Any] | None) -> FieldLine:
    both_absent = is_absent(gold) and is_absent(predicted)
    return FieldLine(
        name, gold, predicted, None if both_absent else same_value(gold, predicted, schema)
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(tr("Field"), 92, lambda line: line.name, mute=True),
        Column(tr("Is"), 86, _word, pill=_pill),
        Column(tr("Gold answer"), 120, lambda line: field_text(line.gold), stretch=1),
        Column(tr("Prediction"), 120, lambda line: field_text(line.predicted), stretch=1),
    )


def _word(line: FieldLine) -> str:
    if line.right is None:
        return ""
    if line.right:
        return tr("right")
    if is_absent(line.predicted):
        return tr("missing")
    return tr("extra") if is_absent(line.gold) else tr("wrong")


def _pill(line: FieldLine) -> PillKind | None:
    if line.right is None:
        return None
    return PillKind.OK if line.right else PillKind.BAD
