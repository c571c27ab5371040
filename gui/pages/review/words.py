"""Values, verdicts and fields as they stand on the Review page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gui.pills import PillKind
from gui.translation import tr
from services.domain.prediction import PredictionState, Verdict
from services.domain.values import is_absent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.example import Value
    from services.domain.task import Task
    from services.evaluation.records import Cell


def value_text(task: Task, value: Value | None) -> str:
    """A label's name, or a record as JSON; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, indent=2)
    label = task.label_with_id(value)
    return label.name if label else value


def field_text(value: Any) -> str:
    """The value of one field of a record."""
    if is_absent(value):
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def state_words(state: PredictionState) -> str:
    """Why there is no predicted value."""
    match state:
        case PredictionState.ANSWERED:
            return ""
        case PredictionState.UNPARSABLE:
            return tr("No answer could be read in the reply.")
        case PredictionState.REFUSED:
            return tr("The model gave no answer: it was blocked or stopped.")
        case PredictionState.FAILED:
            return tr("The call failed.")
        case PredictionState.NOT_RUN:
            return tr("This row was not run.")


def verdict_words(verdict: Verdict) -> str:
    """A verdict in two words."""
    match verdict:
        case Verdict.MODEL_WRONG:
            return tr("model wrong")
        case Verdict.GOLD_WRONG:
            return tr("gold was wrong")
        case Verdict.AMBIGUOUS:
            return tr("ambiguous")


def verdict_pill(verdict: Verdict) -> PillKind:
    """The colour of a verdict."""
    match verdict:
        case Verdict.MODEL_WRONG:
            return PillKind.BAD
        case Verdict.GOLD_WRONG:
            return PillKind.OK
        case Verdict.AMBIGUOUS:
            return PillKind.WARN


def cell_words(task: Task, cell: Cell) -> str:
    """A cell of the confusion grid in words."""
    gold = value_text(task, cell.gold)
    if cell.right:
        return tr("{gold}, right").format(gold=gold)
    if cell.predicted is None:
        return tr("{gold} without a label").format(gold=gold)
    predicted = value_text(task, cell.predicted)
    return tr("{gold} taken for {predicted}").format(gold=gold, predicted=predicted)


def tally_words(tally: Mapping[Verdict, int]) -> str:
    """How many verdicts of which kind."""
    return ", ".join(f"{count} {verdict_words(verdict)}" for verdict, count in tally.items())
