"""What authors who disagree say of an example, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.values import value_key

if TYPE_CHECKING:
    from collections.abc import Hashable

    from services.domain.evidence import Evidence
    from services.domain.example import Value
    from services.storage.answers import AnswerTable
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable


@dataclass(frozen=True, slots=True)
class Opinion:
    """One answer and those who gave it; `evidence` is that of the first of them."""

    value: Value
    authors: tuple[str, ...]
    evidence: Evidence


class Settling:
    """Lays answers side by side. What settles a dispute is `Labeling.correct`."""

    def __init__(self, project: ProjectTable, examples: ExampleTable, answers: AnswerTable) -> None:
        self._project = project
        self._examples = examples
        self._answers = answers

    def opinions(self, example_id: str) -> tuple[Opinion, ...]:
        """The different answers that stand, those of most authors first; skips left out.

        Raises AppError when the project has no such example.
        """
        schema = self._project.task().schema
        found: dict[Hashable, Opinion] = {}
        marks = self._answers.marks(self._examples.row_of(example_id))
        for author, mark in sorted(marks.items()):
            if mark.answer is None:
                continue
            key = value_key(mark.answer, schema)
            known = found.get(key, Opinion(mark.answer, (), mark.evidence))
            found[key] = Opinion(known.value, (*known.authors, author), known.evidence)
        return tuple(sorted(found.values(), key=lambda each: -len(each.authors)))
