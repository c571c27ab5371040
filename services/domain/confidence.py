"""How likely an answer is right, in a judge's words."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.example import Value
    from services.domain.prediction import Model


class Likelihood(enum.StrEnum):
    """The five-word scale, from the least to the most; the words are those a judge says."""

    VERY_UNLIKELY = "very unlikely"
    UNLIKELY = "unlikely"
    ABOUT_EVEN = "about even"
    LIKELY = "likely"
    VERY_LIKELY = "very likely"

    @property
    def place(self) -> int:
        """Its place on the scale, to sort by; never shown."""
        return list(Likelihood).index(self)


@dataclass(frozen=True, slots=True)
class JudgePrompt:
    """What a judge is asked: a system instruction and the layout of a case.

    Texts with placeholders: those of a prompt, `{{answer}}` for the answer that is judged and
    `{{scale}}` for the words of the scale.
    """

    instruction: str
    layout: str


@dataclass(frozen=True, slots=True)
class Judge:
    """A model and what it is asked."""

    model: Model
    prompt: JudgePrompt


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge said of the `answer` to an example.

    `word` is None where none of the scale could be read in the `reply`; `error` says why.
    """

    example_id: str
    answer: Value
    word: Likelihood | None
    reply: str
    error: str = ""
