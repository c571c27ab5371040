"""What is to be sent for the rows of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.prompt import AnswerFormat, Technique
from services.ports import ModelRequest
from services.prediction.engine import Call
from services.prompts.techniques import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.domain.prediction import Model
    from services.domain.prompt import Prompt, RenderedPrompt
    from services.domain.snapshot import SnapshotRow
    from services.domain.task import Task
    from services.prompts.use_cases import Prompts
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable

BLOCK = 128


class Requests:
    """Writes prompts over examples and frozen rows as a model is to be asked."""

    def __init__(self, project: ProjectTable, examples: ExampleTable, prompts: Prompts) -> None:
        self._project = project
        self._examples = examples
        self._prompts = prompts

    def task(self) -> Task:
        """What is asked of each text."""
        return self._project.task()

    def over_example(self, model: Model, prompt: Prompt, example_id: str) -> ModelRequest:
        """Raises AppError when the project has no such example."""
        rendered = self._prompts.render(prompt, example_id)
        return request_for(rendered, model, self.task(), prompt.technique)

    def calls(
        self,
        model: Model,
        prompt: Prompt,
        rows: Sequence[SnapshotRow],
        samples: int,
        wanted: set[tuple[str, int]] | None = None,
    ) -> Iterator[Call]:
        """The calls of a run, or those of them that are wanted (example id and sample).

        Where there are several samples they differ in their seed.
        """
        task = self.task()
        numbers = range(samples)
        asked = [
            row
            for row in rows
            if wanted is None or any((row.example_id, number) in wanted for number in numbers)
        ]
        for example_id, rendered in self._rendered(prompt, asked):
            for number in numbers:
                if wanted is None or (example_id, number) in wanted:
                    seed = None if samples == 1 else number
                    request = request_for(rendered, model, task, prompt.technique, seed)
                    yield Call(example_id, number, request)

    def _rendered(
        self, prompt: Prompt, rows: Sequence[SnapshotRow]
    ) -> Iterator[tuple[str, RenderedPrompt]]:
        """The prompt over the frozen texts, with the metadata that the examples have now."""
        renderer = self._prompts.renderer(prompt)
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            places = self._examples.rows_of([row.example_id for row in block])
            examples = self._examples.at(list(places.values()), text_limit=0)
            metadata = {example.id: example.metadata for example in examples}
            for row in block:
                filled = Row(row.text, row.example_id, metadata.get(row.example_id, {}))
                yield row.example_id, renderer.render(filled)


def request_for(
    rendered: RenderedPrompt,
    model: Model,
    task: Task,
    technique: Technique,
    seed: int | None = None,
) -> ModelRequest:
    """What is sent for a rendered prompt.

    A base model is held to the labels or to the schema, except where it is to reason first or to
    write more than the answer; a tuned model never is, since that lowers its quality.
    """
    more = technique is Technique.CHAIN_OF_THOUGHT or rendered.answer is not AnswerFormat.ANSWER
    free = model.tuned or more
    return ModelRequest(
        rendered.system,
        rendered.turns,
        () if free else tuple(label.name for label in task.labels),
        None if free else task.schema,
        seed,
    )
