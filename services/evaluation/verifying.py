"""The exact match of a run, computed once more by Google's evaluation service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.errors import AppError
from services.evaluation.canonical import canonical_text
from services.jobs import JobContext
from services.ports import CallError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.connection import Connection
    from services.domain.prediction import Run
    from services.domain.task import Task
    from services.evaluation.records import ScoredRow
    from services.evaluation.use_cases import Evaluation
    from services.storage.project_table import ProjectTable

BATCH = 200
"""Pairs in one request; the service takes many, and counts requests."""
TRIES = 5
FIRST_WAIT_SECONDS = 2.0
"""Doubled each time: the first use of the service in a project may take two minutes to begin."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Both counts over the same `rows`; `differing` are examples on which they do not agree."""

    rows: int
    right_here: int
    right_there: int
    differing: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.differing


class Verification:
    """Sends what was predicted and the gold answers, never the texts."""

    def __init__(
        self, project: ProjectTable, evaluation: Evaluation, connection: Connection
    ) -> None:
        self._project = project
        self._evaluation = evaluation
        self._connection = connection

    def verify(self, run: Run, context: JobContext | None = None) -> Verified:
        """Compare every row that counts, in requests of 200.

        Labels are sent by name, records as JSON in which values that say the same are written the
        same way. Raises AppError when no row counts or the run belongs to another connection,
        CallError when the service does not answer.
        """
        context = context or JobContext()
        if run.model.connection is not self._connection.kind:
            raise AppError(
                "This run does not belong to the connection in use.",
                "Change the connection in Settings, or choose another run.",
            )
        rows = [row for row in self._evaluation.rows(run) if row.counted]
        if not rows:
            raise AppError(
                "There is nothing to verify.", "Wait until rows with a gold answer have a reply."
            )
        self._connection.let_rows_leave()
        scores = self._scores(self._pairs(rows), context)
        differing = tuple(
            row.example_id
            for row, score in zip(rows, scores, strict=True)
            if row.right != (score == 1.0)
        )
        there = sum(score == 1.0 for score in scores)
        return Verified(len(rows), sum(row.right for row in rows), there, differing)

    def _pairs(self, rows: Sequence[ScoredRow]) -> list[tuple[str, str]]:
        text = _text_of(self._project.task())
        return [(text(row.predicted), text(row.gold)) for row in rows]

    def _scores(self, pairs: list[tuple[str, str]], context: JobContext) -> list[float]:
        scores: list[float] = []
        for start in range(0, len(pairs), BATCH):
            context.report(start, len(pairs))
            batch = pairs[start : start + BATCH]
            found = self._patiently(batch, context)
            if len(found) != len(batch):
                raise AppError(
                    "The evaluation service left rows out of its answer.",
                    "Try again later.",
                    f"{len(found)} of {len(batch)}",
                )
            scores += found
        return scores

    def _patiently(self, batch: list[tuple[str, str]], context: JobContext) -> list[float]:
        for attempt in range(TRIES - 1):
            try:
                return self._connection.evaluator().exact_match(batch)
            except CallError as error:
                if not error.retryable:
                    raise
                context.wait(error.retry_after or FIRST_WAIT_SECONDS * 2**attempt)
        return self._connection.evaluator().exact_match(batch)


def _text_of(task: Task) -> Callable[[object], str]:
    names = {label.id: label.name for label in task.labels}

    def text(value: object) -> str:
        if isinstance(value, str):
            return names.get(value, value)
        return canonical_text(value, task.schema)

    return text
