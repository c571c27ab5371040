"""A prompt over a row, by technique: what is sent, told apart part by part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.domain.prompt import Part, PartKind, RenderedPrompt, Role, Technique, Turn
from services.prompts.template import (
    BUILT_IN,
    LABEL,
    TEXT,
    Placeholder,
    Template,
    placeholder_key,
)
from services.prompts.wording import reasoning_request, task_values

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from services.domain.prompt import Prompt
    from services.domain.task import Task
    from services.prompts.shots import Shot, ShotPool

GAP = "\n\n"
"""Between one shot and the next, and before the query."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a prompt is filled in from.

    `expected` is the gold answer as the model is to say it, None where there is none; `id` is
    empty for a text that is no example.
    """

    text: str
    id: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    expected: str | None = None


class Renderer:
    """One prompt over many rows. What does not depend on the row is written once."""

    def __init__(
        self, prompt: Prompt, task: Task, shots: ShotPool, columns: Collection[str] = ()
    ) -> None:
        self._prompt = prompt
        self._shots = shots
        self._common = task_values(task)
        instruction = prompt.instruction.strip()
        if prompt.technique is Technique.CHAIN_OF_THOUGHT:
            instruction = f"{instruction}{GAP}{reasoning_request(task)}".strip()
        self._instruction = Template(instruction)
        self._layout = Template(prompt.layout.strip())
        self._query = query_template(self._layout, prompt.technique)
        self._written: dict[str, str] = {}
        self._problems = (
            *_names(unknown_in_instruction(prompt.instruction, columns), "instruction"),
            *_names(unknown_in_layout(prompt.layout, columns), "layout"),
            *_missing(self._layout),
            *shots.problems,
        )

    def render(self, row: Row) -> RenderedPrompt:
        """The prompt over a row, exactly as it is sent; see RenderedPrompt."""
        values = self._values(row.text, row.metadata)
        shots = self._shots.for_row(row.id, row.text)
        parts = [Part(PartKind.SYSTEM, self._instruction.fill(values))]
        parts += [Part(PartKind.SHOT, self._shot_text(shot) + GAP) for shot in shots]
        parts.append(Part(PartKind.QUERY, self._query.fill(values)))
        user = "".join(part.text for part in parts[1:])
        if row.expected is not None:
            parts.append(Part(PartKind.EXPECTED, row.expected))
        return RenderedPrompt(
            parts[0].text,
            (Turn(Role.USER, user),),
            tuple(part for part in parts if part.text),
            row.expected,
            tuple(shot.id for shot in shots),
            self._problems,
        )

    def _shot_text(self, shot: Shot) -> str:
        written = self._written.get(shot.id)
        if written is None:
            values = self._values(shot.text, shot.metadata)
            written = self._layout.fill(values | {LABEL: shot.answer}).strip()
            self._written[shot.id] = written
        return written

    def _values(self, text: str, metadata: Mapping[str, str]) -> dict[str, str]:
        columns = {placeholder_key(name): value for name, value in metadata.items()}
        return columns | self._common | {TEXT: text}


def query_template(layout: Template, technique: Technique) -> Template:
    """The layout over the row at hand: cut before its answer.

    A chain of thought answers after its reasoning, so the words that lead to the answer go too.
    """
    if technique is Technique.CHAIN_OF_THOUGHT:
        return layout.before_line_of(LABEL)
    return layout.before(LABEL)


def unknown_in_instruction(text: str, columns: Collection[str]) -> tuple[Placeholder, ...]:
    """Placeholders that an instruction cannot fill.

    Unknown ones, and `{{label}}`, since the answer to the row at hand is not known.
    """
    return Template(text).unknown(_known(columns) - {LABEL})


def unknown_in_layout(text: str, columns: Collection[str]) -> tuple[Placeholder, ...]:
    """Placeholders that are neither built in nor a column of the data."""
    return Template(text).unknown(_known(columns))


def _known(columns: Collection[str]) -> set[str]:
    return {*BUILT_IN, *(placeholder_key(name) for name in columns)}


def _names(unknown: tuple[Placeholder, ...], where: str) -> tuple[str, ...]:
    return tuple(
        f"{{{{{found.name}}}}} in the {where}, character {found.start + 1}, is unknown "
        "and is sent as it stands."
        if found.key != LABEL
        else "{{label}} has no place in the instruction: the answer is not known there."
        for found in unknown
    )


def _missing(layout: Template) -> tuple[str, ...]:
    problems: list[str] = []
    if not layout.names(TEXT):
        problems.append("The layout has no {{text}}: the row's text is not sent.")
    if not layout.names(LABEL):
        problems.append("The layout has no {{label}}: shots show no answer.")
    return tuple(problems)
