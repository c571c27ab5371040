"""What was said of an example, a line for each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from gui.tables.example_table import answer_text
from gui.translation import tr
from services.domain.example import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.domain.example import Answer


def answer_line(answer: Answer, names: Mapping[str, str]) -> str:
    """What was said, by whom, when and how it came to be; `names` of labels by id."""
    if answer.skipped:
        what = tr("skipped")
    elif answer.value is None:
        what = tr("answer withdrawn")
    else:
        what = answer_text(answer.value, names)
    reason = f" ({answer.reason})" if answer.reason else ""
    when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(answer.at)), "d MMM yyyy, HH:mm")
    parts = (f"{what}{reason}", answer.author, when, _source_words(answer.source))
    return " · ".join(part for part in parts if part)


def _source_words(source: Source) -> str:
    match source:
        case Source.LABELLED:
            return ""
        case Source.IMPORTED:
            return tr("imported")
        case Source.REVIEWED:
            return tr("by review")
        case Source.SUGGESTED:
            return tr("suggestion accepted")
        case Source.UNDONE:
            return tr("by undo")
