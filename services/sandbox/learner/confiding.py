"""Says how likely its own answer is to be right, where a prompt asks for that on a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.sandbox.learner.judging import likelihood

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.prompt import Prompt

_ASKED = re.compile(r"\bconfidence:", re.IGNORECASE)


def with_confidence(prompt: Prompt, ask: Ask, answer: str, reply: str) -> str:
    """The reply; with its marker in front and a line of confidence behind, where it is asked."""
    if not _ASKED.search(ask.system):
        return reply
    marked = reply if prompt.marker else f"Answer: {reply}"
    return f"{marked}\nConfidence: {likelihood(ask, prompt.query, answer)}"
