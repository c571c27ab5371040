"""A rule of the adviser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.adviser.advice import Place, Step
    from services.adviser.facts import Facts
    from services.domain.example import ExampleFilter
    from services.domain.prediction import Run


@dataclass(frozen=True, slots=True)
class Rule:
    """`why` and `title` are asked for only where the rule `applies`."""

    name: str
    step: Step
    place: Place
    source: str
    applies: Callable[[Facts], bool]
    title: Callable[[Facts], str]
    why: Callable[[Facts], str]
    rows: ExampleFilter | None = None
    run: Callable[[Facts], Run | None] = lambda _: None
    from_runs: bool = False
    """Drawn from what models said, so that it is practice in the Sandbox."""
