"""Tuned models from which tuning can go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.tuning import StartFrom
from services.tuning.tracking import models_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.domain.tuning import TuningJob


def starting_points(job: TuningJob, number: int) -> Iterator[StartFrom]:
    """The model that a job made, then its other checkpoints; nothing while it has made none.

    `number` is the job's place in the project. Source: "Use continuous tuning for Gemini models".
    """
    tuned = job.remote.tuned if job.remote else None
    if tuned is not None and tuned.model:
        for model in models_of(job, number):
            yield StartFrom(tuned.model, model.checkpoint or "", model.name)
