"""The order in which rows ask for an answer."""

from __future__ import annotations

import enum
import random
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.example import ExampleFilter, Split, State

if TYPE_CHECKING:
    from array import array

    from services.storage.examples import ExampleTable


class Queue(enum.StrEnum):
    """Which rows, in which order."""

    UNLABELLED = "unlabelled"
    IN_ORDER = "in_order"
    RANDOM = "random"
    TEST = "test"
    SKIPPED = "skipped"
    DISPUTED = "disputed"
    FLAGGED = "flagged"


def queued_rows(
    examples: ExampleTable, queue: Queue, wanted: ExampleFilter, seed: int
) -> array[int]:
    """Row numbers of a queue within a filter; random order is the same for the same seed."""
    match queue:
        case Queue.IN_ORDER:
            return examples.rows(wanted)
        case Queue.UNLABELLED:
            return examples.rows(replace(wanted, state=State.UNLABELLED))
        case Queue.SKIPPED:
            return examples.rows(replace(wanted, state=State.SKIPPED))
        case Queue.DISPUTED:
            return examples.rows(replace(wanted, state=State.DISPUTED))
        case Queue.FLAGGED:
            return examples.rows(replace(wanted, flagged=True))
        case Queue.TEST:
            return examples.rows(replace(wanted, split=Split.TEST, state=State.UNLABELLED))
        case Queue.RANDOM:
            rows = examples.rows(replace(wanted, state=State.UNLABELLED))
            random.Random(seed).shuffle(rows)
            return rows
