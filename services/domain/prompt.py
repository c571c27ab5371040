"""Prompts, and what one looks like over a row."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Technique(enum.StrEnum):
    """How a prompt shows what is wanted."""

    ZERO_SHOT = "zero_shot"
    FEW_SHOT = "few_shot"
    CHAIN_OF_THOUGHT = "chain_of_thought"


@dataclass(frozen=True, slots=True)
class ShotChoice:
    """How shots are chosen.

    `by_hand` are ids of training examples; `random` further ones, stratified by label, are drawn
    with `seed`.
    """

    by_hand: tuple[str, ...] = ()
    random: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of a prompt.

    `instruction` and `layout` are texts with placeholders (`{{text}}`, `{{label}}`, `{{labels}}`,
    `{{schema}}`, `{{guidelines}}`, `{{column name}}`). `layout` shows one example, `{{label}}`
    standing for its answer; for the row at hand it is cut before `{{label}}`.
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


class PartKind(enum.Enum):
    """What a piece of a rendered prompt is, so that it can be told apart by colour."""

    SYSTEM = "system"
    SHOT = "shot"
    QUERY = "query"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a rendered prompt."""

    kind: PartKind
    text: str


class Role(enum.StrEnum):
    """Who speaks a turn."""

    USER = "user"
    MODEL = "model"


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
    `shots` are the ids of the examples shown.
    """

    system: str
    turns: tuple[Turn, ...]
    parts: tuple[Part, ...]
    expected: str | None = None
    shots: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
