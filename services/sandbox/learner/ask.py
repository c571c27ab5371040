"""What a model is asked, stripped of the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation; `role` is "user" or "model"."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for an answer; `schema` is the response schema in JSON-schema spelling."""

    system: str
    turns: tuple[Turn, ...]
    mime: str = "text/plain"
    schema: dict[str, Any] | None = None
    temperature: float = 1.0
    seed: int = 0

    @property
    def user_text(self) -> str:
        """The text of the last turn."""
        return self.turns[-1].text
