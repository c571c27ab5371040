"""A suggestion in words: never a number, which a small model has no right to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.tables.example_table import answer_text
from gui.translation import tr
from services.labeling.suggestions import Sureness

if TYPE_CHECKING:
    from services.domain.task import Task
    from services.labeling.suggestions import Suggestion


def suggestion_words(suggestion: Suggestion, task: Task) -> str:
    """What is suggested, and how sure it is where that is known."""
    what = answer_text(suggestion.value, {label.id: label.name for label in task.labels})
    if suggestion.sureness is None:
        return what
    return f"{what} · {_sureness_words(suggestion.sureness)}"


def _sureness_words(sureness: Sureness) -> str:
    match sureness:
        case Sureness.SURE:
            return tr("fairly sure")
        case Sureness.LIKELY:
            return tr("likely")
        case Sureness.GUESS:
            return tr("only a guess")
