"""What is about to be tuned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.catalogue import BaseModel
    from services.domain.prompt import Prompt
    from services.domain.tuning import Recipe, StartFrom


@dataclass(frozen=True, slots=True)
class Plan:
    """One job for each recipe; several make a sweep.

    `start_from` is a tuned model of the base model from which tuning goes on; `cap` is in US
    dollars for all jobs together, None without one.
    """

    prompt: Prompt
    base_model: BaseModel
    recipes: tuple[Recipe, ...]
    start_from: StartFrom | None = None
    cap: float | None = None
