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
from gui.words import vote_text
from services.domain.values import is_absent, same_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from gui.theme import Theme
    from services.prediction.voting import Vote


VOTES = 4
"""The column that says what several samples agree on."""


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of both records; `right` None: absent on both sides. `votes` says how many of
    several samples gave the predicted value."""

    name: str
    gold: Any
    predicted: Any
    right: bool | None
    votes: str = ""


class FieldDiff(Card):
    """A table of the fields; those that differ are marked. `blind`: nobody is named."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, blind: bool = False) -> None:
        title = tr("Answer 1 and answer 2") if blind else tr("Gold answer and prediction")
        super().__init__(title, parent=parent)
        self.lines: tuple[FieldLine, ...] = ()
        columns = _blind_columns() if blind else _columns()
        self._model = LazyTableModel(columns, self._lines_at, self)
        self._note = label("", "small", wrap=True)
        self._problem = label("", "warn", wrap=True)
        self.add(self._problem, self._note)
        self.table = LazyTableView(self._model, theme, tr("Fields of both records"))
        self.add(self.table, stretch=1)

    def show_records(
        self,
        gold: Mapping[str, Any],
        predicted: Mapping[str, Any],
        schema: Mapping[str, Any] | None,
        problem: str,
        vote: Vote | None = None,
        note: str = "",
    ) -> None:
        """Show both records; `problem` says why there is no predicted one, `vote` what several
        samples agree on, `note` what else there is to know."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        said = {each.field: vote_text(each) for each in vote.fields} if vote else {}
        fields: Mapping[str, Any] = (schema or {}).get("properties", {})
        names = dict.fromkeys((*fields, *gold, *predicted))
        self.lines = tuple(
            _line(name, gold.get(name), predicted.get(name), fields.get(name), said.get(name, ""))
            for name in names
        )
        self.table.setColumnHidden(VOTES, not said)
        self._model.set_ids(range(len(self.lines)))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _lines_at(self, numbers: Sequence[int]) -> list[FieldLine]:
        return [self.lines[number] for number in numbers]


def _line(
    name: str, gold: Any, predicted: Any, schema: Mapping[str, Any] | None, votes: str
) -> FieldLine:
    both_absent = is_absent(gold) and is_absent(predicted)
    right = None if both_absent else same_value(gold, predicted, schema)
    return FieldLine(name, gold, predicted, right, votes)


def _columns() -> tuple[Column, ...]:
    return (
        Column(tr("Field"), 92, lambda line: line.name, mute=True),
        Column(tr("Is"), 86, _word, pill=_pill),
        Column(tr("Gold answer"), 120, lambda line: field_text(line.gold), stretch=1),
        Column(tr("Prediction"), 120, lambda line: field_text(line.predicted), stretch=1),
        Column(tr("Votes"), 92, lambda line: line.votes, mute=True),
    )


def _blind_columns() -> tuple[Column, ...]:
    return (
        Column(tr("Field"), 92, lambda line: line.name, mute=True),
        Column(tr("Is"), 86, lambda line: "" if line.right is not False else tr("differs")),
        Column(tr("Answer 1"), 120, lambda line: field_text(line.gold), stretch=1),
        Column(tr("Answer 2"), 120, lambda line: field_text(line.predicted), stretch=1),
        Column(tr("Votes"), 92, lambda line: line.votes, mute=True),
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
