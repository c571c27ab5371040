"""The few words that come before an answer where a prompt asks for its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.sandbox.learner.features import words

if TYPE_CHECKING:
    from services.sandbox.learner.prompt import Prompt


def with_reasoning(prompt: Prompt, answer: str) -> str:
    """The answer; after a short reasoning and the marker when the prompt asks for them."""
    if not prompt.marker:
        return answer
    telling = sorted(set(words(prompt.query)), key=lambda word: (-len(word), word))[:3]
    about = f"The words that tell most here: {', '.join(telling)}." if telling else "It is empty."
    return f"{about} Of what is offered, this fits best.\n{prompt.marker} {answer}"
