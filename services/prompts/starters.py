"""Ready-made prompts to start from, one set for each kind of task."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.domain.task import TaskKind

STARTERS = Path(__file__).parents[2] / "resources" / "prompts"


@dataclass(frozen=True, slots=True)
class Starter:
    """Instruction and layout of a prompt, under a name that says how its layout looks."""

    name: str
    instruction: str
    layout: str


def read_starters(kind: TaskKind, folder: Path = STARTERS) -> tuple[Starter, ...]:
    """The starters for a kind of task, the usual one first.

    Their layouts are the three of Google's guide to prompts with examples (`Name:/Type:`,
    `INPUT:/OUTPUT:`, `Message:/Category:`).
    """
    table = tomllib.loads((folder / f"{kind}.toml").read_text("utf-8"))
    return tuple(
        Starter(entry["name"], entry["instruction"].strip(), entry["layout"].strip())
        for entry in table["starter"]
    )
