"""Prompts, and what one looks like over a row."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Technique(enum.StrEnum):
    """How a prompt shows what is wanted."""

    ZERO_SHOT = "zero_shot"
    FEW_SHOT = "few_shot"
    CHAIN_OF_THOUGHT = "chain_of_thought"


class ShotStrategy(enum.StrEnum):
    """By which rule shots are chosen that are not chosen by hand.

    At random with each label in turn, or over all; those most similar to the row at hand, over all
    or of each label in turn; or as different from each other as can be.
    """

    STRATIFIED = "stratified"
    RANDOM = "random"
    SIMILAR = "similar"
    SIMILAR_PER_LABEL = "similar_per_label"
    DIVERSE = "diverse"

    @property
    def drawn(self) -> bool:
        """Whether there is chance in it, so that another seed gives other shots."""
        return self not in {ShotStrategy.SIMILAR, ShotStrategy.SIMILAR_PER_LABEL}


@dataclass(frozen=True, slots=True)
class ShotChoice:
    """How shots are chosen.

    `by_hand` are ids of training examples; `count` further ones follow by the `strategy`, drawn
    with `seed` where there is chance in it.
    """

    by_hand: tuple[str, ...] = ()
    count: int = 0
    seed: int = 0
    strategy: ShotStrategy = ShotStrategy.STRATIFIED


class AnswerFormat(enum.StrEnum):
    """What a model is to write.

    ANSWER: the answer alone, to which a base model is held where the service can. FREE: whatever
    the instruction asks for. CONFIDENCE: the answer, and in words how likely it is to be right.
    """

    ANSWER = "answer"
    FREE = "free"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of a prompt.

    `instruction` and `layout` are texts with placeholders (`{{text}}`, `{{label}}`, `{{labels}}`,
    `{{schema}}`, `{{guidelines}}`, `{{column name}}`). `layout` shows one example, `{{label}}`
    standing for its answer; for the row at hand it is cut before `{{label}}`. With `multi_turn`
    each shot is a turn of the user and one of the model, else all stand in one turn.
    A prompt that was used in a run, a tuning job or an export is frozen: editing it makes the
    next `version` under the same `id`.
    """

    id: str
    version: int
    name: str
    technique: Technique
    instruction: str
    layout: str
    shots: ShotChoice = ShotChoice()
    multi_turn: bool = False
    answer: AnswerFormat = AnswerFormat.ANSWER


@dataclass(frozen=True, slots=True)
class PromptVersion:
    """A version as it is listed: `name` is what the user calls it, often empty.

    `saved` is in seconds since 1970; one that is `used` is frozen.
    """

    prompt: Prompt
    name: str
    saved: float
    used: bool


class PartKind(enum.Enum):
    """What a piece of a rendered prompt is, so that it can be told apart by colour."""

    SYSTEM = "system"
    SHOT = "shot"
    QUERY = "query"
    EXPECTED = "expected"


class Role(enum.StrEnum):
    """Who speaks a turn."""

    USER = "user"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a rendered prompt; `role` says whose turn it is where there are several turns."""

    kind: PartKind
    text: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of what is sent to a model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A prompt over one row, exactly as it is sent: `system` and `turns`.

    `parts` is the same text in display order, with the expected answer, which is not sent, last
    where it is known. `problems` names placeholders that are unknown and the like.
    `shots` are the ids of the examples shown, `answer` what the model is to write.
    """

    system: str
    turns: tuple[Turn, ...]
    parts: tuple[Part, ...]
    expected: str | None = None
    shots: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    answer: AnswerFormat = AnswerFormat.ANSWER
