"""A version of a prompt as lines, so that two of them can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from gui.pages.prompt.words import answer_name, strategy_name, technique_name
from gui.translation import tr
from services.domain.prompt import Technique

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.domain.prompt import Prompt, PromptVersion
    from services.domain.task import TaskKind
    from services.prompts.shots import Shot


def version_title(version: PromptVersion) -> str:
    """A version by its number, and its name where it has one."""
    number = tr("Version {number}").format(number=version.prompt.version)
    return f"{number} · {version.name}" if version.name else number


def version_facts(version: PromptVersion) -> str:
    """When a version was saved, and whether something refers to it, so that it is frozen."""
    when = QDateTime.fromSecsSinceEpoch(int(version.saved))
    saved = QLocale().toString(when, "d MMM yyyy, HH:mm")
    return tr("{saved} · used").format(saved=saved) if version.used else saved


def version_lines(prompt: Prompt, by_hand: Sequence[Shot], kind: TaskKind) -> list[str]:
    """All that a version says, part by part."""
    lines = [
        tr("Name: {name}").format(name=prompt.name),
        tr("Technique: {name}").format(name=technique_name(prompt.technique)),
        tr("Answer format: {name}").format(name=answer_name(prompt.answer)),
    ]
    if prompt.technique is Technique.FEW_SHOT:
        lines += _shot_lines(prompt, by_hand, kind)
    return [
        *lines,
        "",
        f"— {tr('Instruction')} —",
        *prompt.instruction.split("\n"),
        "",
        f"— {tr('Layout of an example')} —",
        *prompt.layout.split("\n"),
    ]


def _shot_lines(prompt: Prompt, by_hand: Sequence[Shot], kind: TaskKind) -> list[str]:
    choice = prompt.shots
    chosen = tr("Shots: {count} · {strategy}").format(
        count=choice.count, strategy=strategy_name(choice.strategy, kind)
    )
    if choice.strategy.drawn and choice.seed:
        chosen = tr("{shots} · draw {number}").format(shots=chosen, number=choice.seed + 1)
    turns = tr("Turns") if prompt.multi_turn else tr("One message")
    texts = {shot.id: f"{' '.join(shot.text.split())} → {shot.answer}" for shot in by_hand}
    gone = tr("a row that is not there, or not in training, any more")
    return [
        chosen,
        tr("Shots are sent as: {turns}").format(turns=turns),
        *(tr("Shot by hand: {text}").format(text=texts.get(each, gone)) for each in choice.by_hand),
    ]
