"""Asking a judge how likely an answer is right, and reading its word."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from services.domain.confidence import Judgement, JudgePrompt, Likelihood
from services.domain.prompt import Role, Turn
from services.ports import ModelRequest
from services.prediction.engine import Call
from services.prediction.replies import refusal_in
from services.prompts.confidence_reply import read_word
from services.prompts.template import BUILT_IN, LABEL, TEXT, Template, placeholder_key
from services.prompts.wording import answer_text, task_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from services.domain.confidence import Judge
    from services.domain.example import Value
    from services.domain.prediction import Model
    from services.domain.snapshot import SnapshotRow
    from services.domain.task import Task
    from services.ports import Reply
    from services.prompts.use_cases import Prompts
    from services.storage.examples import ExampleTable
    from services.storage.project_table import ProjectTable

STARTER = Path(__file__).parents[2] / "resources" / "prompts" / "judge.toml"
BLOCK = 128
ANSWER = "answer"
SCALE = "scale"


def starter(task: Task, file: Path = STARTER) -> JudgePrompt:
    """The judge prompt to begin with."""
    table = tomllib.loads(file.read_text("utf-8"))["labels" if task.kind.has_labels else "record"]
    return JudgePrompt(table["instruction"].strip(), table["layout"].strip())


def problems(prompt: JudgePrompt, columns: Collection[str]) -> tuple[str, ...]:
    """What is amiss with a judge prompt, in words."""
    known = {*BUILT_IN, ANSWER, SCALE, *(placeholder_key(name) for name in columns)}
    instruction, layout = Template(prompt.instruction), Template(prompt.layout)
    found = [
        f"{{{{{each.name}}}}} is unknown and is sent as it stands."
        for each in (*instruction.unknown(known), *layout.unknown(known))
    ]
    if not layout.names(TEXT) and not instruction.names(TEXT):
        found.append("There is no {{text}}: the judge does not see the text.")
    if not any(part.names(name) for part in (instruction, layout) for name in (ANSWER, LABEL)):
        found.append("There is no {{answer}}: the judge does not see what it judges.")
    return tuple(found)


class JudgeCases:
    """Writes a judge's prompt over the answers to frozen rows."""

    def __init__(self, project: ProjectTable, examples: ExampleTable, prompts: Prompts) -> None:
        self._project = project
        self._examples = examples
        self._prompts = prompts

    def task(self) -> Task:
        """What was asked of each text."""
        return self._project.task()

    def problems(self, prompt: JudgePrompt) -> tuple[str, ...]:
        """What is amiss with a judge prompt, in words."""
        return problems(prompt, self._prompts.columns())

    def calls(self, judge: Judge, answers: Sequence[tuple[SnapshotRow, Value]]) -> Iterator[Call]:
        """One call for each answer, with the metadata that the examples have now."""
        writer = JudgeWriter(judge.prompt, self.task(), judge.model)
        for start in range(0, len(answers), BLOCK):
            block = answers[start : start + BLOCK]
            places = self._examples.rows_of([row.example_id for row, _ in block])
            examples = self._examples.at(list(places.values()), text_limit=0)
            metadata = {example.id: example.metadata for example in examples}
            for row, answer in block:
                told = metadata.get(row.example_id, {})
                yield Call(row.example_id, 0, writer.request(row.text, answer, told))


class JudgeWriter:
    """Writes a judge prompt over many answers; `{{label}}` stands for the answer too."""

    def __init__(self, prompt: JudgePrompt, task: Task, model: Model) -> None:
        self._task = task
        self._free = model.tuned
        self._common = task_values(task) | {SCALE: ", ".join(Likelihood)}
        self._instruction = Template(prompt.instruction.strip())
        self._layout = Template(prompt.layout.strip())

    def request(self, text: str, answer: Value, metadata: Mapping[str, str]) -> ModelRequest:
        """What the judge is asked of an answer; a base model is held to the words of the scale."""
        said = answer_text(self._task, answer)
        columns = {placeholder_key(name): value for name, value in metadata.items()}
        values = columns | self._common | {TEXT: text, ANSWER: said, LABEL: said}
        return ModelRequest(
            self._instruction.fill(values),
            (Turn(Role.USER, self._layout.fill(values)),),
            () if self._free else tuple(Likelihood),
        )


def judgement_of(example_id: str, answer: Value, reply: Reply) -> Judgement:
    """What a judge's reply says."""
    refusal = refusal_in(reply)
    if refusal:
        return Judgement(example_id, answer, None, reply.text, refusal)
    word = read_word(reply.text)
    problem = "" if word else "The reply is none of the five words, or more than one."
    return Judgement(example_id, answer, word, reply.text, problem)
