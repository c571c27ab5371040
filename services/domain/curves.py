"""How a tuning job went: loss and token accuracy by step."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class CurveName(enum.StrEnum):
    """What is measured while a model is tuned; the values are stored in the project file."""

    TRAINING_LOSS = "training_loss"
    TRAINING_ACCURACY = "training_accuracy"
    VALIDATION_LOSS = "validation_loss"
    VALIDATION_ACCURACY = "validation_accuracy"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A measure after a step; accuracy is the share of next tokens that were right."""

    step: int
    value: float


Curves = Mapping[CurveName, tuple[CurvePoint, ...]]
"""The curves of a job; each in order of its steps."""
