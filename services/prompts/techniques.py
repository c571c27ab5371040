"""A prompt over a row, by technique: what is sent, told apart part by part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.domain.prompt import (
    AnswerFormat,
    Part,
    PartKind,
    RenderedPrompt,
    Role,
    Technique,
    Turn,
)
from services.domain.task import TaskKind
from services.prompts.number_requests import NUMBER_WARNING, asks_for_number
from services.prompts.template import (
    BUILT_IN,
    LABEL,
    TEXT,
    Placeholder,
    Template,
    placeholder_key,
)
from services.prompts.wording import answer_request, task_values

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from services.domain.prompt import Prompt
    from services.domain.task import Task
    from services.prompts.shots import Shot, Shots

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
        self, prompt: Prompt, task: Task, shots: Shots, columns: Collection[str] = ()
    ) -> None:
        self._prompt = prompt
        self._shots = shots
        self._common = task_values(task)
        request = answer_request(task, prompt.technique, prompt.answer)
        instruction = f"{prompt.instruction.strip()}{GAP if request else ''}{request}".strip()
        self._instruction = Template(instruction)
        self._layout = Template(prompt.layout.strip())
        self._query = query_template(self._layout, prompt)
        self._written: dict[str, str] = {}
        self._problems = (
            *_names(unknown_in_instruction(prompt.instruction, columns), "instruction"),
            *_names(unknown_in_layout(prompt.layout, columns), "layout"),
            *_missing(self._layout),
            *_advice(prompt, task),
            *shots.problems,
        )

    def render(self, row: Row) -> RenderedPrompt:
        """The prompt over a row, exactly as it is sent; see RenderedPrompt."""
        values = self._values(row.text, row.metadata)
        shots = self._shots.for_row(row.id, row.text)
        query = self._query.fill(values)
        in_turns = self._prompt.multi_turn and bool(shots)
        shown = self._as_turns(shots) if in_turns else self._as_text(shots)
        parts = [
            Part(PartKind.SYSTEM, self._instruction.fill(values)),
            *shown,
            Part(PartKind.QUERY, query, Role.USER if in_turns else None),
        ]
        if row.expected is not None:
            parts.append(Part(PartKind.EXPECTED, row.expected, Role.MODEL if in_turns else None))
        return RenderedPrompt(
            parts[0].text,
            _turns(shown, query),
            tuple(part for part in parts if part.text),
            row.expected,
            tuple(shot.id for shot in shots),
            self._problems,
            self._prompt.answer,
        )

    def _as_text(self, shots: Sequence[Shot]) -> list[Part]:
        return [Part(PartKind.SHOT, self._shot_text(shot) + GAP) for shot in shots]

    def _as_turns(self, shots: Sequence[Shot]) -> list[Part]:
        """The user's words as they stand over the row at hand, then the answer alone."""
        return [
            part
            for shot in shots
            for part in (
                Part(PartKind.SHOT, self._shot_question(shot), Role.USER),
                Part(PartKind.SHOT, shot.answer, Role.MODEL),
            )
        ]

    def _shot_text(self, shot: Shot) -> str:
        written = self._written.get(shot.id)
        if written is None:
            values = self._values(shot.text, shot.metadata)
            written = self._layout.fill(values | {LABEL: shot.answer}).strip()
            self._written[shot.id] = written
        return written

    def _shot_question(self, shot: Shot) -> str:
        written = self._written.get(shot.id)
        if written is None:
            written = self._query.fill(self._values(shot.text, shot.metadata))
            self._written[shot.id] = written
        return written

    def _values(self, text: str, metadata: Mapping[str, str]) -> dict[str, str]:
        columns = {placeholder_key(name): value for name, value in metadata.items()}
        return columns | self._common | {TEXT: text}


def query_template(layout: Template, prompt: Prompt) -> Template:
    """The layout over the row at hand: cut before its answer.

    Where more than the answer is to be written, the words that lead to the answer go too.
    """
    if prompt.technique is Technique.CHAIN_OF_THOUGHT or prompt.answer is AnswerFormat.CONFIDENCE:
        return layout.before_line_of(LABEL)
    return layout.before(LABEL)


def _turns(shown: Sequence[Part], query: str) -> tuple[Turn, ...]:
    """One turn of the user; of shots that are turns themselves, theirs first."""
    turns = [Turn(part.role, part.text) for part in shown if part.role]
    if turns:
        return (*turns, Turn(Role.USER, query))
    return (Turn(Role.USER, "".join(part.text for part in shown) + query),)


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


def _advice(prompt: Prompt, task: Task) -> tuple[str, ...]:
    problems: list[str] = []
    words = f"{prompt.instruction}\n{prompt.layout}"
    if task.kind is TaskKind.SENTIMENT and asks_for_number(words):
        problems.append(NUMBER_WARNING)
    if prompt.answer is AnswerFormat.CONFIDENCE and prompt.technique is Technique.FEW_SHOT:
        problems.append(
            "Shots show answers without a confidence, so a model may leave it out: zero-shot fits "
            "better here."
        )
    return tuple(problems)
