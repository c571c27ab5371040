"""What a run will take, said before it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.prompt import Technique
from services.prediction.cost import (
    REASONING_TOKENS,
    RunEstimate,
    estimate_run,
    estimate_tokens,
    request_tokens,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.connection import Connection
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.domain.snapshot import SnapshotRow
    from services.domain.task import Task
    from services.prediction.requests import Requests

SAMPLED_ROWS = 200
"""Rows that an estimate renders; the others are taken to be like them."""


class Planner:
    """Counts calls, tokens and dollars from the prompt over the first rows."""

    def __init__(self, requests: Requests, connection: Connection) -> None:
        self._requests = requests
        self._connection = connection

    def plan(
        self, model: Model, prompt: Prompt, rows: Sequence[SnapshotRow], calls: int
    ) -> RunEstimate:
        """What so many calls over these rows take."""
        requests = self._requests.over_rows(model, prompt, rows[:SAMPLED_ROWS])
        sampled = [request_tokens(request) for request in requests]
        price = self._connection.catalogue.price(model.base)
        output = _output_tokens(self._requests.task(), prompt.technique)
        return estimate_run(calls, sampled, output, price, tuned=model.tuned)

    def dollars_each(
        self, model: Model, prompt: Prompt, rows: Sequence[SnapshotRow]
    ) -> float | None:
        """What one call costs; None where the price is not known."""
        found = self.plan(model, prompt, rows, len(rows))
        return None if found.dollars is None or not rows else found.dollars / len(rows)


def _output_tokens(task: Task, technique: Technique) -> float:
    """Mean output tokens of a call, from the lengths of the labels or the number of fields."""
    if task.schema is not None:
        answer = 8.0 + 8.0 * len(task.schema.get("properties", {}))
    else:
        answer = sum(estimate_tokens(label.name) + 1 for label in task.labels) / len(task.labels)
    return answer + (REASONING_TOKENS if technique is Technique.CHAIN_OF_THOUGHT else 0)
