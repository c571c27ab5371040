"""tuningDataStats: what the service says of the data; int64 as strings, as on the wire."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.sandbox.tuning.dataset import Dataset

Json = dict[str, Any]
_BUCKETS = 10
_SAMPLE = 10


def data_statistics(dataset: Dataset, epochs: int, steps: int) -> Json:
    """SupervisedTuningDataStats of a job; the billable tokens are those of all epochs."""
    rows = dataset.rows
    tokens = sum(row.tokens for row in rows)
    characters = sum(row.characters for row in rows)
    stats: Json = {
        "tuningDatasetExampleCount": str(dataset.lines),
        "totalTuningCharacterCount": str(characters * epochs),
        "totalBillableTokenCount": str(tokens * epochs),
        "tuningStepCount": str(steps),
        "userInputTokenDistribution": _distribution([row.input_tokens for row in rows]),
        "userOutputTokenDistribution": _distribution([row.output_tokens for row in rows]),
        "userMessagePerExampleDistribution": _distribution([row.messages for row in rows]),
        "userDatasetExamples": dataset.examples,
    }
    if dataset.dropped:
        sample = dict(list(dataset.dropped.items())[:_SAMPLE])
        stats |= {
            "totalTruncatedExampleCount": str(len(dataset.dropped)),
            "truncatedExampleIndices": [str(line) for line in sample],
            "droppedExampleReasons": list(sample.values()),
        }
    return {"supervisedTuningDataStats": stats}


def _distribution(values: Sequence[int]) -> Json:
    ordered = sorted(values)
    low, high = ordered[0], ordered[-1]
    return {
        "sum": str(sum(ordered)),
        "billableSum": str(sum(ordered)),
        "min": low,
        "max": high,
        "mean": statistics.fmean(ordered),
        "median": statistics.median(ordered),
        "p5": ordered[len(ordered) * 5 // 100],
        "p95": ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)],
        "buckets": _buckets(ordered, low, high),
    }


def _buckets(values: Sequence[int], low: int, high: int) -> list[Json]:
    """Each value in one bucket; the last bucket holds its right bound too."""
    size = max(1.0, (high - low) / _BUCKETS)
    count = max(1, min(_BUCKETS, math.ceil((high - low) / size)))
    held = [0] * count
    for value in values:
        held[min(int((value - low) / size), count - 1)] += 1
    return [
        {"count": held[at], "left": low + size * at, "right": low + size * (at + 1)}
        for at in range(count)
    ]
