"""What stands in the answer column of a whole file, before it is imported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.datasets.label_spellings import label_key, likely_same
from services.datasets.mapping import UnknownLabels
from services.datasets.opening import open_table
from services.datasets.records import LeftOut
from services.datasets.rows import RowReader, answers_in

if TYPE_CHECKING:
    from collections.abc import Mapping as Words
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.domain.task import Task
    from services.jobs import JobContext

MOST_ROWS = 200_000
MOST_SPELLINGS = 2_000
_ROWS_PER_REPORT = 500


@dataclass(frozen=True, slots=True)
class AnswerSurvey:
    """`rows` were looked at, at most MOST_ROWS; `whole` says that these are all.

    `unknown` are answers that name no label, with their counts, the most usual first; `likely`
    says which of them may be another spelling of a label, or of an earlier one of them.
    `spellings` are names that are written in several ways, which are read as one label.
    """

    rows: int
    whole: bool
    unknown: Words[str, int]
    likely: Words[str, str]
    spellings: tuple[tuple[str, ...], ...]


def survey(path: Path, task: Task, mapping: Mapping, context: JobContext) -> AnswerSurvey:
    """Look through the answers of a file by a complete mapping; its own `labels` are left aside.

    Raises AppError for a file that cannot be read.
    """
    mapping = replace(mapping, labels=(), unknown_labels=UnknownLabels.LEAVE_UNLABELLED)
    spellings: dict[str, dict[str, None]] = {}
    with open_table(path, mapping) as table:
        reader = RowReader(task, mapping, table.columns)
        place = None if mapping.answer is None else table.columns.index(mapping.answer)
        count, whole = 0, True
        for row in table.rows():
            if count % _ROWS_PER_REPORT == 0:
                context.report(*table.position())
            if count == MOST_ROWS:
                whole = False
                break
            count += 1
            if not isinstance(row, LeftOut):
                reader.read(*row)
                if place is not None:
                    _note(spellings, row[1][place])
    unknown = dict(Counter(reader.unknown).most_common())
    names = [label.name for label in task.labels]
    return AnswerSurvey(count, whole, unknown, likely_same(unknown, names), _several(spellings))


def _note(spellings: dict[str, dict[str, None]], cell: str) -> None:
    for name in answers_in(cell) or [cell.strip()]:
        key = label_key(name)
        if key and (key in spellings or len(spellings) < MOST_SPELLINGS):
            spellings.setdefault(key, {})[name] = None


def _several(spellings: dict[str, dict[str, None]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names) for names in spellings.values() if len(names) > 1)
