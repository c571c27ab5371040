"""Ready-made prompts to start from, one set for each kind of task."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.domain.prompt import AnswerFormat

if TYPE_CHECKING:
    from services.domain.task import TaskKind

STARTERS = Path(__file__).parents[2] / "resources" / "prompts"


@dataclass(frozen=True, slots=True)
class Starter:
    """Instruction and layout of a prompt, under a name that says how its layout looks.

    `multi_turn` and `answer` are as in a Prompt.
    """

    name: str
    instruction: str
    layout: str
    multi_turn: bool = False
    answer: AnswerFormat = AnswerFormat.ANSWER


def read_starters(kind: TaskKind, folder: Path = STARTERS) -> tuple[Starter, ...]:
    """The starters for a kind of task, the usual one first.

    First the three layouts of Google's guide to prompts with examples (`Name:/Type:`,
    `INPUT:/OUTPUT:`, `Message:/Category:`), then XML tags, then shots as turns; for feelings one
    that asks for the confidence too.
    """
    table = tomllib.loads((folder / f"{kind}.toml").read_text("utf-8"))
    return tuple(
        Starter(
            entry["name"],
            entry["instruction"].strip(),
            entry["layout"].strip(),
            entry.get("multi_turn", False),
            AnswerFormat(entry.get("answer", AnswerFormat.ANSWER)),
        )
        for entry in table["starter"]
    )
