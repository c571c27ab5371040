"""What a run will take, said before it starts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from services.domain.prompt import AnswerFormat, Technique
from services.jobs import JobContext
from services.prediction.cost import (
    BATCH_FACTOR,
    REASONING_TOKENS,
    RunEstimate,
    estimate_run,
    estimate_tokens,
    request_tokens,
)
from services.prediction.request_key import request_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.connection import Connection
    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.domain.snapshot import SnapshotRow
    from services.domain.task import Task
    from services.prediction.engine import Call
    from services.prediction.requests import Requests
    from services.prediction.token_counts import TokenCounts
    from services.storage.runs import RunTable

SAMPLED = 200
"""Calls that an estimate weighs; the others are taken to be like them."""
USUAL_SECONDS = 1.5
"""A usual time of a call, while none of the model is known."""
CONFIDENCE_TOKENS = 8
"""Of the markers and the word by which an answer says how likely it is to be right."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A run that is thought of, or what of a run is `wanted` still (example id and sample)."""

    model: Model
    prompt: Prompt
    rows: Sequence[SnapshotRow]
    samples: int = 1
    wanted: set[tuple[str, int]] | None = None
    ask_again: bool = False
    batch: bool = False

    @property
    def size(self) -> int:
        """Its calls, whether they must be sent or not."""
        return len(self.rows) * self.samples if self.wanted is None else len(self.wanted)


class Planner:
    """Counts calls, tokens, dollars and time; `at_once` calls are in flight at most."""

    def __init__(
        self,
        table: RunTable,
        requests: Requests,
        connection: Connection,
        at_once: int,
        counts: TokenCounts,
    ) -> None:
        self._table = table
        self._requests = requests
        self._connection = connection
        self._at_once = at_once
        self._counts = counts

    def plan(self, wish: Wish, context: JobContext) -> RunEstimate:
        """What it takes. Raises JobCancelled after a stop."""
        to_send, rates = self._to_send(wish, context), self._counts.rates(wish.model)
        sampled = [request_tokens(call.request, rates) for call in islice(to_send, SAMPLED)]
        reusing = not (wish.ask_again or self._table.replies.empty)
        calls = len(sampled) + sum(1 for _ in to_send) if reusing else wish.size
        price = self._connection.catalogue.price(wish.model.base)
        found = estimate_run(
            calls,
            sampled,
            output_tokens(self._requests.task(), wish.prompt),
            price,
            tuned=wish.model.tuned,
            factor=BATCH_FACTOR if wish.batch else 1.0,
        )
        seconds = None if wish.batch else self._seconds(wish.model, calls)
        return replace(found, reused=wish.size - calls, seconds=seconds)

    def dollars_each(self, wish: Wish) -> float | None:
        """What one call costs; None where the price is not known."""
        few = replace(wish, rows=wish.rows[:SAMPLED], wanted=None, ask_again=True)
        found = self.plan(few, JobContext())
        return None if found.dollars is None or not found.calls else found.dollars / found.calls

    def _to_send(self, wish: Wish, context: JobContext) -> Iterator[Call]:
        replies = self._table.replies
        reusing = not (wish.ask_again or replies.empty)
        for call in self._requests.calls(
            wish.model, wish.prompt, wish.rows, wish.samples, wish.wanted
        ):
            context.check()
            if not reusing or not replies.find(request_key(wish.model, call.request), call.sample):
                yield call

    def _seconds(self, model: Model, calls: int) -> float:
        """Rounds of calls at once, each as long as calls of this model took of late."""
        took = self._table.mean_milliseconds(model)
        each = USUAL_SECONDS if took is None else took / 1000
        return each * math.ceil(calls / self._at_once)


def output_tokens(task: Task, prompt: Prompt) -> float:
    """Mean output tokens of a call, from the lengths of the labels or the number of fields."""
    if task.schema is not None:
        answer = 8.0 + 8.0 * len(task.schema.get("properties", {}))
    else:
        answer = sum(estimate_tokens(label.name) + 1 for label in task.labels) / len(task.labels)
    if prompt.answer is AnswerFormat.CONFIDENCE:
        answer += CONFIDENCE_TOKENS
    return answer + (REASONING_TOKENS if prompt.technique is Technique.CHAIN_OF_THOUGHT else 0)
