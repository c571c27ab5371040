"""The order in which rows ask for an answer."""

from __future__ import annotations

import enum
import random
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.example import ExampleFilter, Split, State

if TYPE_CHECKING:
    from services.jobs import JobContext
    from services.storage.examples import ExampleTable


class Queue(enum.StrEnum):
    """Which rows, in which order."""

    UNLABELLED = "unlabelled"
    LEAST_CERTAIN = "least_certain"
    RANDOM = "random"
    TEST = "test"
    IN_ORDER = "in_order"
    SKIPPED = "skipped"
    DISPUTED = "disputed"
    FLAGGED = "flagged"
    CHECK_AGAIN = "check_again"


_STATES = {
    Queue.UNLABELLED: State.UNLABELLED,
    Queue.RANDOM: State.UNLABELLED,
    Queue.TEST: State.UNLABELLED,
    Queue.SKIPPED: State.SKIPPED,
    Queue.DISPUTED: State.DISPUTED,
}


def queued_rows(
    examples: ExampleTable,
    queue: Queue,
    wanted: ExampleFilter,
    seed: int,
    context: JobContext | None = None,
) -> array[int]:
    """Row numbers of a queue within a filter; random order is the same for the same seed.

    LEAST_CERTAIN is ordered by the local model: see `Suggestions.least_certain`.
    """
    within = _within(queue, wanted)
    if within is None:
        return array("q")
    rows = examples.rows(within, context)
    if queue is Queue.RANDOM:
        random.Random(seed).shuffle(rows)
    return rows


def _within(queue: Queue, wanted: ExampleFilter) -> ExampleFilter | None:
    """What both the queue and the filter want; None when they rule each other out."""
    state = _STATES.get(queue, wanted.state)
    split = Split.TEST if queue is Queue.TEST else wanted.split
    if wanted.state not in (None, state) or wanted.split not in (None, split):
        return None
    if queue is Queue.TEST and wanted.unsplit:
        return None
    flagged = wanted.flagged or queue is Queue.FLAGGED
    check_again = wanted.check_again or queue is Queue.CHECK_AGAIN
    return replace(wanted, state=state, split=split, flagged=flagged, check_again=check_again)
