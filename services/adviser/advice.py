"""A step that is sensible next."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.example import ExampleFilter
    from services.domain.prediction import Run


class Step(enum.IntEnum):
    """Where a project stands in the loop."""

    IMPORT = 1
    LABEL = 2
    PROMPT = 3
    TUNE = 4
    EVALUATE = 5
    REVIEW = 6
    USE = 7


class Place(enum.StrEnum):
    """Where the step is taken."""

    DATA = "data"
    LABEL = "label"
    PROMPT = "prompt"
    TUNE = "tune"
    EVALUATE = "evaluate"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Advice:
    """`title` is what to do, `why` the reason with its figures, `source` where the rule is from.

    `rows` or `run` are what to show at the `place`. `practice`: it is drawn from runs of the
    Sandbox, and says nothing of Gemini.
    """

    rule: str
    step: Step
    title: str
    why: str
    source: str
    place: Place
    rows: ExampleFilter | None = None
    run: Run | None = None
    practice: bool = False
