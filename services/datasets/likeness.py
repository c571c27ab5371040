"""Which examples of a project are alike; looked for once, and known until the texts change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.changes import Kind
from services.domain.example import ExampleFilter
from services.learning.near_duplicates import alike

if TYPE_CHECKING:
    from array import array

    from services.domain.changes import Changes
    from services.jobs import JobContext
    from services.learning.child import Child
    from services.learning.near_duplicates import Likeness
    from services.storage.database import Database
    from services.storage.examples import ExampleTable


@dataclass(frozen=True, slots=True)
class ExampleLikeness:
    """`rows` are the row numbers that the places of `likeness` stand for."""

    rows: array[int]
    likeness: Likeness


class ExampleLikenesses:
    """Asks the child process, and keeps what it said until examples come or go."""

    def __init__(self, database: Database, examples: ExampleTable, child: Child) -> None:
        self._examples = examples
        self._child = child
        self._known: ExampleLikeness | None = None
        self._changes = 0
        database.subscribe(self._on_change)

    def of_all(self, context: JobContext) -> ExampleLikeness:
        """Of all examples, in the order of import. Ten thousand rows take about a second, a
        million some minutes; stops with the context, and raises JobCancelled then."""
        known, changes = self._known, self._changes
        if known is not None:
            return known
        rows = self._examples.rows(ExampleFilter(), context)
        texts = [example.text for example in self._examples.at(rows)]
        context.check()
        found = ExampleLikeness(rows, self._child.run(alike, texts, context=context))
        if changes == self._changes:
            self._known = found
        return found

    def _on_change(self, changes: Changes) -> None:
        if changes.concern(Kind.EXAMPLES):
            self._changes += 1
            self._known = None
