"""What a list of projects says of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.task import TaskKind


@dataclass(frozen=True, slots=True)
class ProjectGlance:
    """A project file seen from outside; `modified` is in seconds since 1970."""

    name: str
    kind: TaskKind
    examples: int
    modified: float
