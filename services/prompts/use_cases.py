"""Prompts of a project: their versions, how they look over a row, what replies to them mean."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter, Split, State
from services.domain.ids import new_id
from services.domain.prompt import AnswerFormat, Prompt, ShotChoice, Technique
from services.prompts import wording
from services.prompts.parsing import Parsed, ReplyParser
from services.prompts.shot_sources import ShotSource
from services.prompts.shots import Shot, ShotPool
from services.prompts.starters import Starter, read_starters
from services.prompts.techniques import Renderer, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.example import Example, Value
    from services.domain.prompt import PromptVersion, RenderedPrompt
    from services.domain.task import Task
    from services.jobs import JobContext
    from services.learning.child import Child
    from services.ports import Clock
    from services.prompts.shots import Shots
    from services.storage.database import Database
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable
    from services.storage.prompts import PromptTable

FIRST_SHOTS = 8
"""Shots that a new few-shot prompt begins with."""


class Prompts:
    """What the Prompt page shows and does; every other area asks here how a prompt is written."""

    def __init__(
        self,
        database: Database,
        table: PromptTable,
        project: ProjectTable,
        examples: ExampleTable,
        clock: Clock,
        child: Child,
    ) -> None:
        self._table = table
        self._project = project
        self._examples = examples
        self._clock = clock
        self._data = 0
        self._source = ShotSource(database, table, project, examples, child)
        self._facts: tuple[int, Task, tuple[str, ...]] | None = None
        database.subscribe(self._note_change)

    def starters(self) -> tuple[Starter, ...]:
        """Ready-made prompts for this kind of task, the usual one first."""
        return read_starters(self._task().kind)

    def all(self) -> tuple[Prompt, ...]:
        """The newest version of each prompt, the oldest prompt first."""
        return self._table.newest()

    def versions(self, prompt_id: str) -> tuple[Prompt, ...]:
        """All versions of a prompt, the newest first."""
        return self._table.versions(prompt_id)

    def version(self, prompt_id: str, version: int) -> Prompt:
        """Raises AppError when the project has no such version."""
        prompt = self._table.version(prompt_id, version)
        if prompt is None:
            raise AppError(
                "This prompt is not in the project any more.",
                "Choose another prompt.",
                f"{prompt_id} version {version}",
            )
        return prompt

    def create(
        self,
        name: str,
        technique: Technique = Technique.ZERO_SHOT,
        starter: Starter | None = None,
    ) -> Prompt:
        """Save a new prompt from a starter, by default the usual one for this kind of task.

        One with shots as turns is few-shot whatever the technique; one that asks for the
        confidence has no shots, since those show none.
        """
        chosen = starter or self.starters()[0]
        fitting = _fitting(technique, chosen)
        shots = ShotChoice(count=FIRST_SHOTS if fitting is Technique.FEW_SHOT else 0)
        words = (chosen.instruction, chosen.layout)
        return self.save(
            Prompt(new_id(), 1, name, fitting, *words, shots, chosen.multi_turn, chosen.answer)
        )

    def save(self, prompt: Prompt) -> Prompt:
        """Save what changed: in place, or as the next version when the newest one was used."""
        stored = self._table.versions(prompt.id)
        version = stored[0].version if stored else 1
        if stored and replace(prompt, version=version) == stored[0]:
            return stored[0]
        if self._table.used(prompt.id, version):
            version += 1
        saved = replace(prompt, version=version)
        self._table.put(saved, self._clock.now())
        return saved

    def listed(self, prompt_id: str) -> tuple[PromptVersion, ...]:
        """All versions of a prompt as they are listed, the newest first."""
        return self._table.listed(prompt_id)

    def name_version(self, prompt: Prompt, name: str) -> None:
        """Call a version by a name, used or not; an empty one takes its name away."""
        self._table.name_version(prompt, name.strip())

    def restore(self, old: Prompt) -> Prompt:
        """Save what an older version says as the newest, under the prompt's present name.

        Always a version of its own, so that nothing written since is lost.
        """
        newest = self._table.versions(old.id)[0]
        restored = replace(old, version=newest.version, name=newest.name)
        if restored == newest:
            return newest
        restored = replace(restored, version=newest.version + 1)
        self._table.put(restored, self._clock.now())
        return restored

    def mark_used(self, prompt: Prompt) -> Prompt:
        """Freeze this version, since a run, a tuning job or an export refers to it.

        What is not stored yet is saved first; the stored version comes back.
        """
        if self._table.version(prompt.id, prompt.version) != prompt:
            prompt = self.save(prompt)
        self._table.mark_used(prompt)
        return prompt

    def used(self, prompt: Prompt) -> bool:
        """Whether this version is frozen: editing it makes the next one."""
        return self._table.used(prompt.id, prompt.version)

    def render(self, prompt: Prompt, example_id: str) -> RenderedPrompt:
        """The prompt over an example, exactly as it is sent; quick enough for each key.

        Raises AppError when the project has no such example.
        """
        return self.renderer(prompt).render(self.row(self._examples.with_id(example_id)))

    def renderer(self, prompt: Prompt) -> Renderer:
        """Writes the prompt over many rows; see `row`.

        Where similar shots are wanted this may look for them first, which takes some seconds; a
        window asks `preview` instead.
        """
        return self._renderer(prompt, self._source.shots)

    def preview(self, prompt: Prompt) -> Renderer:
        """Like `renderer`, at once: until `shots_ready`, shots drawn at random stand in."""
        ready = self.shots_ready(prompt)
        return self._renderer(prompt, self._source.shots if ready else self._source.stand_in)

    def shots_ready(self, prompt: Prompt) -> bool:
        """Whether the shots are at hand that the prompt asks for; else `prepare_shots`."""
        return prompt.technique is not Technique.FEW_SHOT or self._source.ready(prompt.shots)

    def prepare_shots(self, prompt: Prompt, context: JobContext | None = None) -> None:
        """Look for the shots that the prompt asks for; call it aside."""
        self._source.prepare(prompt.shots, context)

    def _renderer(self, prompt: Prompt, shots_of: Callable[[ShotChoice], Shots]) -> Renderer:
        task, columns = self._task_and_columns()
        few = prompt.technique is Technique.FEW_SHOT
        return Renderer(prompt, task, shots_of(prompt.shots) if few else ShotPool(), columns)

    def row(self, example: Example) -> Row:
        """An example as a renderer takes it."""
        expected = None if example.gold is None else self.answer_text(example.gold)
        return Row(example.text, example.id, example.metadata, expected)

    def columns(self) -> tuple[str, ...]:
        """The metadata columns that a prompt may name."""
        return self._task_and_columns()[1]

    def answer_text(self, value: Value) -> str:
        """What a model is to say for a value: the label's name, or the record as compact JSON."""
        return wording.answer_text(self._task(), value)

    def parser(self, prompt: Prompt) -> ReplyParser:
        """Parses many replies to one prompt."""
        return ReplyParser(self._task(), prompt.technique, prompt.answer)

    def parse(self, prompt: Prompt, reply: str) -> Parsed:
        """What one reply says: its value and its reasoning, or why there is no value."""
        return self.parser(prompt).parse(reply)

    def zero_shot_twin(self, prompt: Prompt) -> Prompt:
        """The same prompt without shots, reasoning and confidence, which have no place in a tuning
        row.

        A zero-shot prompt is its own twin. Nothing is written: `mark_used` or `save` stores it.
        """
        confides = prompt.answer is AnswerFormat.CONFIDENCE
        if prompt.technique is Technique.ZERO_SHOT and not confides:
            return prompt
        twin = Prompt(
            str(uuid.uuid5(uuid.UUID(prompt.id), "zero-shot twin")),
            1,
            f"{prompt.name}, zero-shot",
            Technique.ZERO_SHOT,
            prompt.instruction,
            prompt.layout,
        )
        stored = self._table.versions(twin.id)
        if not stored:
            return twin
        same = (found for found in stored if replace(twin, version=found.version) == found)
        return next(same, replace(twin, version=stored[0].version + 1))

    def add_shot(self, prompt: Prompt, example_id: str) -> Prompt:
        """Save the prompt with one more shot by hand; a prompt without shots becomes few-shot.

        Raises AppError when the example is not in training or has no gold answer.
        """
        self._check_shot(self._examples.with_id(example_id))
        by_hand = dict.fromkeys((*prompt.shots.by_hand, example_id))
        shots = replace(prompt.shots, by_hand=tuple(by_hand))
        return self.save(replace(prompt, technique=Technique.FEW_SHOT, shots=shots))

    def send_shot(self, example_id: str, name: str) -> Prompt:
        """Make an example a shot of the few-shot prompt that was saved last.

        Where there is none, a prompt of this name begins with it. Raises AppError like `add_shot`.
        """
        self._check_shot(self._examples.with_id(example_id))
        prompt = self._table.saved_last(Technique.FEW_SHOT)
        if prompt is None:
            begun = self.create(name, Technique.FEW_SHOT)
            prompt = replace(begun, shots=ShotChoice())
        return self.add_shot(prompt, example_id)

    def shots(self, choice: ShotChoice) -> tuple[Shot, ...]:
        """The shots that all rows are shown now, those by hand first; others depend on the row."""
        pool = self._source.shots(choice) if choice.strategy.drawn else None
        if not isinstance(pool, ShotPool):
            return self.shots_by_hand(choice)
        return (*pool.by_hand, *pool.drawn[: pool.count])

    def shots_by_hand(self, choice: ShotChoice) -> tuple[Shot, ...]:
        """Of the shots chosen by hand those that can be shown now."""
        return tuple(self._source.by_hand(choice))

    def shots_at_hand(self) -> int:
        """How many training examples have a gold answer and so can be shown."""
        counts = self._examples.counts(ExampleFilter(split=Split.TRAINING))
        return counts.by_state[State.ANSWERED]

    def _check_shot(self, example: Example) -> None:
        if example.split is not Split.TRAINING:
            raise AppError(
                "This row is not in the training split.",
                "Only training rows can be shown in a prompt: a model that has seen a validation "
                "or test row cannot be measured on it.",
            )
        if example.gold is None:
            raise AppError("This row has no gold answer.", "Label it first.")

    def _task(self) -> Task:
        return self._task_and_columns()[0]

    def _task_and_columns(self) -> tuple[Task, tuple[str, ...]]:
        now = self._data
        if self._facts is None or self._facts[0] != now:
            self._facts = (now, self._project.task(), self._table.columns())
        return self._facts[1], self._facts[2]

    def _note_change(self, changes: Changes) -> None:
        if changes.concern(Kind.EXAMPLES, Kind.ANSWERS, Kind.SPLITS, Kind.TASK):
            self._data += 1


def _fitting(technique: Technique, starter: Starter) -> Technique:
    """The technique that a starter goes with, the nearest to the one that is wished for."""
    if starter.multi_turn:
        return Technique.FEW_SHOT
    shots_are_wrong = starter.answer is AnswerFormat.CONFIDENCE
    if shots_are_wrong and technique is Technique.FEW_SHOT:
        return Technique.ZERO_SHOT
    return technique
